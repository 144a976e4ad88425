# Relapse by score where visits end with a second course: who is counted, for how long, and the curve, by R's survival.
# Composite: a second course is the relapse, whenever it comes within a year of the last visit, or within 120 days of
# people without any; hypothetical: nobody is followed past the last visit. Run in this folder: Rscript make_score_fixtures.R
suppressPackageStartupMessages({library(survival); library(jsonlite)})
set.seed(20261129)
n <- 240
acne <- ceiling(rexp(n, 1 / 1500))
second <- pmin(ceiling(rexp(n, 1 / 6000)), acne + ceiling(rexp(n, 1 / 200)))
contact <- sample(300:1400, n, TRUE)
stops <- ceiling(rexp(n, 1 / 1500))
visits <- do.call(rbind, lapply(seq_len(n), function(i) {
  day <- (1:16) * 90 + sample(-20:20, 16, TRUE)
  day <- day[runif(16) < 0.8 & day <= pmin(contact[i], stops[i]) & day < second[i]]
  if (length(day)) data.frame(person = i, day = day, score = ifelse(day >= acne[i], 3, 0))
}))
at <- c(120, 365, 730, 1095)
curve <- function(holds, first) {
  rows <- do.call(rbind, lapply(seq_len(n), function(i) {
    mine <- visits[visits$person == i, ]
    until <- min(if (nrow(mine)) max(mine$day) + holds else first, second[i], contact[i])
    if (!nrow(mine) && second[i] > until) return(NULL)
    event <- min(second[i], mine$day[mine$score >= 3])
    data.frame(time = min(event, until), came = event <= until)
  }))
  fit <- survfit(Surv(time, came) ~ 1, data = rows, conf.type = "log-log")
  place <- findInterval(at, fit$time)
  list(n = nrow(rows), events = sum(rows$came), estimate = c(1, fit$surv)[place + 1],
       std_error = c(0, fit$std.err * fit$surv)[place + 1], lower = c(1, fit$lower)[place + 1],
       upper = c(1, fit$upper)[place + 1])
}
write_json(list(
  made_with = paste("R", getRversion(), "survival", packageVersion("survival")),
  people = data.frame(second = ifelse(second <= contact, second, NA), contact = contact), visits = visits, at = at,
  composite = curve(365, 120), hypothetical = curve(0, 0)
), "scores.json", digits = I(17), auto_unbox = TRUE, na = "null", dataframe = "columns")
