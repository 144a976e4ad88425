# Treatment success by R's survival: the composite (Kaplan-Meier) and what ended it (Aalen-Johansen).
# Run in this folder: Rscript make_success_fixtures.R   (writes success.json)
# Causes: 1 the outcome, 2 death, 3 not clear at the end of the course (always on day 0).
suppressPackageStartupMessages({library(survival); library(jsonlite)})
set.seed(20261127)
n <- 400
time <- 1 + floor(rexp(n, 1 / 900)); lost <- 1 + floor(runif(n, 100, 1500)); death <- 1 + floor(rexp(n, 1 / 20000))
day <- pmin(time, death, lost)
cause <- ifelse(time <= pmin(death, lost), 1, ifelse(death <= lost, 2, 0))
not_clear <- runif(n) < 0.12
day[not_clear] <- 0; cause[not_clear] <- 3
at <- c(0, 30, 365, 730, 1095)
whole <- summary(survfit(Surv(day, cause > 0) ~ 1, conf.type = "log-log"), times = at)
parts <- summary(survfit(Surv(day, factor(cause, 0:3)) ~ 1, conf.type = "log-log"), times = at)
columns <- function(values) lapply(2:4, function(k) values[, k])
write_json(list(
  made_with = paste("R", getRversion(), "survival", packageVersion("survival")),
  day = day, cause = cause, at = at,
  success = list(estimate = whole$surv, std_error = whole$std.err, lower = whole$lower, upper = whole$upper),
  incidence = columns(parts$pstate), incidence_se = columns(parts$std.err)
), "success.json", digits = I(17), auto_unbox = TRUE)
