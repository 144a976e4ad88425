# Cox models with robust errors, and their tests of proportional hazards, by R for tests/oracle/test_robust_against_r.py:
# run `Rscript make_robust_fixtures.R` in this folder; needs survival, jsonlite. Ties, strata, late entry and weights in
# every combination; clusters of 1 to about 12 people. The rows are in the fixture.
suppressMessages({library(survival); library(jsonlite)})
exactly <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-15)
tested <- function(f, transform) {
  z <- cox.zph(f, transform = transform)
  list(statistic = unname(z$table[, "chisq"]), df = unname(z$table[, "df"]), p = unname(z$table[, "p"]))
}
one <- function(i) {
  set.seed(9100 + i)
  n <- c(60, 100, 180, 260)[1 + i %% 4]
  strata <- bitwAnd(i, 1) > 0; late <- bitwAnd(i, 2) > 0; weights <- bitwAnd(i, 4) > 0; fine <- i >= 8
  x <- data.frame(year = sample(1960:2005, n, TRUE), dose = round(rexp(n), 3), kind = sample(c("p", "q", "r"), n, TRUE))
  x$prescriber <- sample(seq_len(n %/% 5), n, TRUE)
  alike <- rnorm(n, 0, .5)[x$prescriber]
  hazard <- exp(.02 * (x$year - 1985) - .4 * x$dose + .5 * (x$kind == "q") + alike)
  length <- if (fine) round(rexp(n, hazard / 12), 4) + 1e-4 else 1 + floor(rexp(n, hazard / 12))
  x$entry <- if (late) sample(0:6, n, TRUE) * sample(0:1, n, TRUE) else 0
  x$time <- x$entry + length
  x$event <- rbinom(n, 1, .7)
  x$site <- if (strata) sample(0:2, n, TRUE, c(.5, .3, .2)) else 0
  x$weight <- if (weights) round(runif(n, .2, 3), 2) else 1
  y <- if (late) with(x, Surv(entry, time, event)) else with(x, Surv(time, event))
  f <- coxph(y ~ year + dose + kind + strata(site), x, weights = weight, cluster = prescriber, ties = "efron",
             control = exactly)
  by_person <- coxph(y ~ year + dose + kind + strata(site), x, weights = weight, robust = TRUE, id = seq_len(n),
                     ties = "efron", control = exactly)
  list(rows = lapply(x, I), late = late, strata = strata, weights = weights, coefficient = I(unname(coef(f))),
       robust = I(unname(sqrt(diag(vcov(f))))), by_person = I(unname(sqrt(diag(vcov(by_person))))),
       naive = I(unname(sqrt(diag(f$naive.var)))), zph = list(km = tested(f, "km"), identity = tested(f, "identity")))
}
out <- list(models = lapply(0:15, one),
            made_with = list(R = R.version.string, survival = as.character(packageVersion("survival"))))
writeLines(toJSON(out, digits = I(17), na = "null", auto_unbox = TRUE), "robust.json")
