# Effect modification in Cox models by R for tests/oracle/test_interaction_against_r.py: run
# `Rscript make_interaction_fixtures.R` in this folder; needs survival, jsonlite. Ties, strata and late entry in turn.
suppressMessages({library(survival); library(jsonlite)})
exactly <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-15)
one <- function(i) {
  set.seed(7300 + i)
  n <- c(80, 200, 400)[1 + i %% 3]; strata <- bitwAnd(i, 1) > 0; late <- bitwAnd(i, 2) > 0
  x <- data.frame(dose = round(rnorm(n, 12, 3), 1), sex = sample(c("f", "m", "x")[1:(2 + i %% 2)], n, TRUE),
                  age = sample(12:40, n, TRUE), site = sample(c("a", "b"), n, TRUE))
  hazard <- exp(-.1 * (x$dose - 12) * (x$sex == "f") + .02 * (x$age - 20))
  x$entry <- if (late) sample(0:4, n, TRUE) * sample(0:1, n, TRUE) else 0
  x$time <- x$entry + 1 + floor(rexp(n, hazard / 20)); x$event <- rbinom(n, 1, .7)
  y <- if (late) with(x, Surv(entry, time, event)) else with(x, Surv(time, event))
  f <- if (strata) coxph(y ~ sex + sex:dose + age + strata(site), x, ties = "efron", control = exactly)
       else coxph(y ~ sex + sex:dose + age, x, ties = "efron", control = exactly)
  crossed <- if (strata) coxph(y ~ sex * dose + age + strata(site), x, ties = "efron", control = exactly)
             else coxph(y ~ sex * dose + age, x, ties = "efron", control = exactly)
  k <- grep(":", names(coef(crossed))); b <- coef(crossed)[k]
  own <- grep(":", names(coef(f)))
  list(rows = lapply(x, I), late = late, strata = strata, coefficient = I(unname(coef(f)[own])),
       std_error = I(unname(sqrt(diag(vcov(f)))[own])), df = length(k),
       statistic = drop(b %*% solve(vcov(crossed)[k, k, drop = FALSE]) %*% b))
}
out <- list(models = lapply(0:7, one),
            made_with = list(R = R.version.string, survival = as.character(packageVersion("survival"))))
writeLines(toJSON(out, digits = I(17), na = "null", auto_unbox = TRUE), "interaction.json")
