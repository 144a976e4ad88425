# Fractional weights by R for tests/oracle/test_weights_against_r.py: run `Rscript make_weights_fixtures.R` in this folder;
# needs survival, jsonlite. Errors are the infinitesimal jackknife (robust = TRUE); the rows are in the fixture.
suppressMessages({library(survival); library(jsonlite)})
one <- function(i) {
  set.seed(6000 + i)
  n <- c(12, 40, 90, 200, 400)[i]
  days <- c(6, 15, 30, 12, 300)[i]                              # heavy ties but for the last
  w <- switch(1 + i %% 3, round(runif(n, 0.2, 3), 2), exp(rnorm(n, 0, 0.7)), sample(c(0.5, 1, 2.5), n, TRUE))
  x <- data.frame(time = sample(1:days, n, TRUE), cause = sample(0:2, n, TRUE, c(.4, .4, .2)), w = w)
  horizons <- unique(pmax(2, c(floor(days / 4), floor(days / 2), days - 2)))
  km <- survfit(Surv(time, cause == 1) ~ 1, data = x, weights = w, robust = TRUE)
  s <- summary(km, times = horizons, extend = TRUE)
  aj <- summary(survfit(Surv(time, factor(cause, 0:2)) ~ 1, data = x, weights = w), times = horizons, extend = TRUE)
  # restricted mean by the influence of each person (its weight is in it) on the area
  full <- survfit(Surv(time, cause == 1) ~ 1, data = x, weights = w, robust = TRUE, influence = TRUE)
  area <- function(h) {
    t <- full$time[full$time < h]; k <- length(t)
    width <- diff(c(t, h))
    moved <- full$influence.surv[, seq_len(k), drop = FALSE]
    c(sum(c(t[1], full$surv[seq_len(k)] * width)), sqrt(sum((moved %*% width)^2)))
  }
  list(time = I(x$time), cause = I(x$cause), w = I(x$w), horizons = I(horizons),
       kaplan_meier = list(estimate = I(s$surv), std_error = I(s$std.err)),
       aalen_johansen = lapply(2:3, function(k) list(estimate = I(aj$pstate[, k]), std_error = I(aj$std.err[, k]))),
       rmst = I(area(max(horizons))))
}
out <- list(sets = lapply(1:5, one),
            made_with = list(R = R.version.string, survival = as.character(packageVersion("survival"))))
writeLines(toJSON(out, digits = I(17), na = "null", auto_unbox = TRUE), "weights.json")
