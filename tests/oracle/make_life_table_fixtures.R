# The life table by R's survival: half of those who leave within an interval are taken off its risk set.
# survfit is given that as weights: half of a leaver's weight leaves before the interval's events, half after them.
# Run in this folder: Rscript make_life_table_fixtures.R   (writes life_table.json)
# Causes: 1 the outcome, 2 death. Days are the ends of quarters; on day 0 some fail at once and nobody leaves.
suppressPackageStartupMessages({library(survival); library(jsonlite)})
set.seed(20261127)
days <- floor((0:8) * 365.25 / 4)
relapsed <- c(7, rpois(8, 22)); died <- c(0, rpois(8, 3)); left <- c(0, rpois(8, 15))
table <- function(failed, leaving) rbind(
  failed,
  data.frame(time = days - 0.5, cause = 0, weight = leaving / 2),
  data.frame(time = days, cause = 0, weight = leaving / 2),
  data.frame(time = max(days) + 1, cause = 0, weight = 40)
) |> subset(weight > 0)
first <- data.frame(time = days, cause = 1, weight = relapsed)
second <- data.frame(time = days, cause = 2, weight = died)
free <- survfit(Surv(time, cause == 1) ~ 1, data = table(first, died + left), weights = weight, robust = FALSE,
                conf.type = "log-log")
free <- summary(free, times = days)
parts <- survfit(Surv(time, factor(cause, 0:2)) ~ 1, data = table(rbind(first, second), left),
                 weights = weight)
parts <- summary(parts, times = days)
write_json(list(
  made_with = paste("R", getRversion(), "survival", packageVersion("survival")),
  days = days, relapsed = relapsed, died = died, left = left, beyond = 40,
  remission = list(estimate = free$surv, std_error = free$std.err, lower = free$lower, upper = free$upper),
  incidence = list(relapsed = parts$pstate[, 2], died = parts$pstate[, 3])
), "life_table.json", digits = I(17), auto_unbox = TRUE)
