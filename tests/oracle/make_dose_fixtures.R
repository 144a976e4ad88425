# Splines of a dose in Cox's and in Fine and Gray's model by R for tests/oracle/test_dose_against_r.py: run
# `Rscript make_dose_fixtures.R` in this folder; needs survival, Hmisc (rcspline.eval, which rms uses), jsonlite.
# Events, deaths and censoring share days. Errors of Fine and Gray's are by person.
suppressMessages({library(survival); library(jsonlite)})
exactly <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-15)
wald <- function(f, which) {
  b <- coef(f)[which]
  drop(b %*% solve(vcov(f)[which, which, drop = FALSE], b))
}
told <- function(f, knots) {
  at <- cbind(c(80, 100, 150, 200))
  apart <- sweep(Hmisc::rcspline.eval(at, knots, inclx = TRUE), 2, Hmisc::rcspline.eval(120, knots, inclx = TRUE))
  list(coefficient = I(unname(coef(f))), covariance = unname(vcov(f)), overall = wald(f, seq_along(coef(f))),
       nonlinear = wald(f, -1), log_ratio = drop(apart %*% coef(f)),
       error = sqrt(rowSums((apart %*% vcov(f)) * apart)))
}
one <- function(i) {
  set.seed(9100 + i)
  n <- c(120, 200, 300, 400)[1 + i %% 4]
  dose <- round(pmax(30, rnorm(n, 140, 45)), if (i %% 2) 1 else -1)
  relapse <- ceiling(rexp(n, exp(-.006 * (dose - 140) + .00006 * (dose - 140)^2) / 40))
  death <- ceiling(rexp(n, 1 / 150)); left <- ceiling(runif(n, 5, 90))
  time <- pmin(relapse, death, left)
  event <- ifelse(relapse == time, 1, ifelse(death == time, 2, 0))
  p <- if (i < 4) c(.05, .35, .65, .95) else c(.1, .5, .9)
  knots <- unname(quantile(dose, p))
  x <- data.frame(id = seq_len(n), time, dose, band = cut(dose, c(-Inf, 119.999, 220, Inf)),
                  what = factor(event, 0:2, c("censored", "relapse", "death")))
  basis <- unclass(Hmisc::rcspline.eval(dose, knots, inclx = TRUE)); attributes(basis) <- list(dim = c(n, length(p) - 1))
  x$basis <- basis
  cause <- coxph(Surv(time, what == "relapse") ~ basis, x, ties = "efron", control = exactly)
  wide <- finegray(Surv(time, what) ~ ., x, etype = "relapse", id = id)
  sub <- coxph(Surv(fgstart, fgstop, fgstatus) ~ basis, wide, weights = fgwt, cluster = id, ties = "efron",
               control = exactly)
  list(dose = dose, time = time, event = event, knots = knots, basis = basis, cox = told(cause, knots),
       fine_gray = told(sub, knots))
}
out <- list(worlds = lapply(0:7, one),
            made_with = list(R = R.version.string, survival = as.character(packageVersion("survival")),
                             Hmisc = as.character(packageVersion("Hmisc"))))
writeLines(toJSON(out, digits = I(17), na = "null", auto_unbox = TRUE), "dose.json")
