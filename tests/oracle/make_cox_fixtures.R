# Cox models by R for tests/oracle/test_efron_against_r.py: run `Rscript make_cox_fixtures.R` in this folder; needs
# survival, jsonlite. Ties, strata, late entry and weights in every combination; errors are those of the model. The rows
# are in the fixture, and the score residuals with them.
suppressMessages({library(survival); library(jsonlite)})
exactly <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-15)
one <- function(i) {
  set.seed(8000 + i)
  n <- c(30, 80, 150, 250)[1 + i %% 4]
  strata <- bitwAnd(i, 1) > 0; late <- bitwAnd(i, 2) > 0; weights <- bitwAnd(i, 4) > 0; fine <- i >= 8
  entry <- sample(0:6, n, TRUE) * sample(0:1, n, TRUE)
  x <- data.frame(age = sample(15:45, n, TRUE), dose = round(rexp(n), 3), male = rbinom(n, 1, .4))
  hazard <- exp(.03 * (x$age - 30) - .4 * x$dose + .5 * x$male)
  length <- if (fine) round(rexp(n, hazard / 12), 4) + 1e-4 else 1 + floor(rexp(n, hazard / 12))
  x$entry <- if (late) entry else 0
  x$time <- x$entry + length
  x$event <- rbinom(n, 1, .7)
  x$site <- if (strata) sample(0:2, n, TRUE, c(.5, .3, .2)) else 0
  x$weight <- if (weights) switch(1 + i %% 2, round(runif(n, .2, 3), 2), sample(1:4, n, TRUE)) else 1
  f <- if (late) coxph(Surv(entry, time, event) ~ age + dose + male + strata(site), x, weights = weight, robust = FALSE,
                       ties = "efron", control = exactly) else
       coxph(Surv(time, event) ~ age + dose + male + strata(site), x, weights = weight, robust = FALSE, ties = "efron",
             control = exactly)
  list(rows = lapply(x, I), late = late, strata = strata, weights = weights, coefficient = I(unname(coef(f))),
       covariance = vcov(f), log_likelihood = f$loglik[2], score_residuals = unname(residuals(f, type = "score")))
}
out <- list(models = lapply(0:15, one),
            made_with = list(R = R.version.string, survival = as.character(packageVersion("survival"))))
writeLines(toJSON(out, digits = I(17), na = "null", auto_unbox = TRUE), "efron.json")
