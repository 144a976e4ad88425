# How first courses ended, by R's survival (multi-state Aalen-Johansen, infinitesimal jackknife, log-log limits) and the
# incidences beside it by cmprsk. Twice: courses as a clinic records them, whose ends are all known; and packs of 30 days,
# of which an end is seen only where 60 days without a pack were observed, so that everyone is censored 60 days before
# observation ends. Run in this folder: Rscript make_course_end_fixtures.R   (writes course_ends.json)
suppressPackageStartupMessages({library(survival); library(cmprsk); library(jsonlite)})
set.seed(20261128)
at <- c(28, 56, 84, 112, 140, 186, 280, 365)

# cause: the place of the reason in causes, 0 for censored
estimates <- function(day, cause, causes) {
  by <- summary(survfit(Surv(day, factor(cause, 0:length(causes), c("open", causes))) ~ 1, conf.type = "log-log"),
                times = at, extend = TRUE)
  each <- lapply(setNames(seq_along(causes) + 1, causes), function(k) list(
    estimate = by$pstate[, k], std_error = by$std.err[, k], lower = by$lower[, k], upper = by$upper[, k]))
  on <- summary(survfit(Surv(day, cause > 0) ~ 1, conf.type = "log-log"), times = at, extend = TRUE)
  other <- timepoints(cuminc(day, cause, cencode = 0), at)$est
  list(
    ended = each, cmprsk = lapply(setNames(seq_along(causes), causes), function(k) unname(other[k, ])),
    on = list(estimate = on$surv, std_error = on$std.err, lower = on$lower, upper = on$upper))
}

clinic <- data.frame(
  days = 14 + floor(rexp(240, 1 / 120)),
  reason = sample(c("target_reached", "cleared", "adverse_effect", "laboratory", "pregnancy", "lost", "unknown"), 240,
                  replace = TRUE, prob = c(5, 3, 2, 1, 1, 2, 2)))
clinic_causes <- c("target_reached", "cleared", "adverse_effect", "laboratory", "pregnancy", "lost", "unknown")

n <- 200
packs <- data.frame(begun = floor(runif(n, 0, 200)), packs = 1 + rpois(n, 4))
packs$seen <- packs$begun + floor(runif(n, 20, 500))
packs$packs <- pmin(packs$packs, 1 + (packs$seen - packs$begun) %/% 30)   # none after observation
packs$dead <- runif(n) < 0.1                                              # observation ends with death
packs$reason <- sample(c("target_reached", "patient_choice", ""), n, replace = TRUE, prob = c(5, 2, 3))
last <- packs$begun + 30 * packs$packs - 1
ended <- packs$seen - last > 60
died <- packs$dead & packs$seen <= last
day <- ifelse(died, packs$seen - packs$begun + 1,
              ifelse(ended, last - packs$begun + 1, pmax(packs$seen - packs$begun - 60, 0)))
causes <- c("target_reached", "patient_choice", "death", "unknown")
cause <- ifelse(died, 3, ifelse(!ended, 0, ifelse(packs$reason == "", 4, match(packs$reason, causes))))

write_json(list(
  made_with = paste("R", getRversion(), "survival", packageVersion("survival"), "cmprsk", packageVersion("cmprsk")),
  at = at,
  clinic = c(clinic, estimates(clinic$days, match(clinic$reason, clinic_causes), clinic_causes)),
  packs = c(packs, list(censored = sum(cause == 0)), estimates(day, cause, causes))
), "course_ends.json", digits = I(17), auto_unbox = TRUE)
