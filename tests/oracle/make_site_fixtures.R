# Numbers by metafor for tests/oracle/test_sites_against_r.py: run `Rscript make_site_fixtures.R` in this folder;
# needs metafor, jsonlite. REML is asked for more digits than by default.
suppressMessages({library(metafor); library(jsonlite)})
exactly <- list(threshold = 1e-14, maxiter = 10000)
random <- function(i) {
  set.seed(700 + i)
  k <- c(2, 3, 3, 5, 8, 12, 20, 4)[i]
  p <- plogis(rnorm(k, 1.2, c(0, 0.4, 1)[1 + i %% 3]))
  list(estimate = p, std_error = sqrt(p * (1 - p) / sample(40:2000, k, TRUE)))
}
sets <- lapply(1:8, function(i) {
  x <- random(i)
  yi <- qlogis(x$estimate)
  vi <- (x$std_error / (x$estimate * (1 - x$estimate)))^2
  f <- rma(yi, vi, method = "REML", test = "adhoc", control = exactly)
  p <- predict(f)
  list(estimates = x$estimate, std_errors = x$std_error, estimate = plogis(c(f$beta)), lower = plogis(f$ci.lb),
       upper = plogis(f$ci.ub), prediction_lower = plogis(p$pi.lb), prediction_upper = plogis(p$pi.ub), tau2 = f$tau2,
       i2 = f$I2 / 100, q = f$QE, p_value = f$QEp)
})
versions <- list(R = R.version.string, metafor = as.character(packageVersion("metafor")))
writeLines(toJSON(list(sets = sets, made_with = versions), digits = I(17), auto_unbox = TRUE), "sites.json")
