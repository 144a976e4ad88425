# Scaled Schoenfeld residuals and their smooths by R for tests/oracle/test_schoenfeld_against_r.py: run
# `Rscript make_schoenfeld_fixtures.R` in this folder; needs survival, splines, jsonlite. Smooth and error are those of
# survival's plot.cox.zph (ns of 4 df), at 41 points.
suppressMessages({library(survival); library(splines); library(jsonlite)})
exactly <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-15)
one <- function(i) {
  set.seed(8800 + i)
  n <- c(60, 150, 300)[1 + i %% 3]; strata <- bitwAnd(i, 1) > 0; late <- bitwAnd(i, 2) > 0
  x <- data.frame(year = sample(1960:2005, n, TRUE), dose = round(rexp(n), 3), kind = sample(c("p", "q", "r"), n, TRUE))
  hazard <- exp(.02 * (x$year - 1985) - .4 * x$dose + .5 * (x$kind == "q"))
  x$entry <- if (late) sample(0:4, n, TRUE) * sample(0:1, n, TRUE) else 0
  x$time <- x$entry + 1 + floor(rexp(n, hazard / 25)); x$event <- rbinom(n, 1, .7)
  x$site <- if (strata) sample(0:1, n, TRUE) else 0
  y <- if (late) with(x, Surv(entry, time, event)) else with(x, Surv(time, event))
  f <- coxph(y ~ year + dose + kind + strata(site), x, ties = "efron", control = exactly)
  z <- cox.zph(f, terms = FALSE)
  d <- length(z$x); at <- seq(min(z$x), max(z$x), length.out = 41)
  basis <- ns(z$x, df = 4, intercept = TRUE); p <- ns(at, knots = attr(basis, "knots"), intercept = TRUE,
                                                      Boundary.knots = attr(basis, "Boundary.knots"))
  q <- qr(basis); smooth <- p %*% qr.coef(q, z$y)
  h <- rowSums((p %*% backsolve(q$qr[1:4, 1:4], diag(4)))^2)
  o <- order(z$x, z$time)
  list(rows = lapply(x, I), p = I(unname(z$table[seq_len(4), "p"])), late = late, strata = strata, place = I(z$x[o]), time = I(z$time[o]),
       total = I(unname(colSums(z$y))), first = I(unname(z$y[, 1][order(z$x, z$y[, 1])])), smooth = lapply(1:4, function(j) I(smooth[, j])),
       error = lapply(1:4, function(j) I(sqrt(z$var[j, j] * h))))
}
out <- list(models = lapply(0:5, one),
            made_with = list(R = R.version.string, survival = as.character(packageVersion("survival"))))
writeLines(toJSON(out, digits = I(17), na = "null", auto_unbox = TRUE), "schoenfeld.json")
