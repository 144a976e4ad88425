# Remission among those who kept it to a day, by R's survfit(start.time) just after that day (R keeps whoever fails on
# start.time itself); and the yearly hazard: events and person-time by pyears, limits by poisson.test.
# Run in this folder: Rscript make_landmark_fixtures.R   (writes landmarks.json)
suppressPackageStartupMessages({library(survival); library(jsonlite)})
set.seed(20261128)
one <- function(n, late, landmarks, at) {
  day <- 1 + floor(rexp(n, 1 / 900)); day <- pmin(ceiling(day / 5) * 5, 2400)      # heavy ties
  left <- 5 * (1 + floor(runif(n, 0, 480)))
  cause <- ifelse(day <= left, 1 + rbinom(n, 1, 0.1), 0); time <- pmin(day, left)
  entry <- if (late) pmax(pmin(5 * floor(runif(n, 0, 200)), time - 5), 0) else rep(0, n)
  rows <- data.frame(entry = entry, time = time, cause = cause)
  surv <- if (late) Surv(entry, time, cause == 1) else Surv(time, cause == 1)
  conditional <- lapply(landmarks, function(s) {
    fit <- summary(survfit(surv ~ 1, start.time = s + 0.5, conf.type = "log-log"), times = at[at > s], extend = TRUE)
    c(list(given = s), lapply(list(time = fit$time, estimate = fit$surv, std_error = fit$std.err, lower = fit$lower,
                                   upper = fit$upper, at_risk = fit$n.risk), I))
  })
  ends <- floor(365.25 * 0:6)
  # pyears drops part of those who enter late: their time is split at the years instead
  split <- survSplit(data.frame(start = entry, stop = time, event = as.numeric(cause == 1)), cut = ends[2:7],
                     start = "start", end = "stop", event = "event", episode = "year")
  cell <- factor(split$year, 1:6)
  if (late) {
    events <- as.vector(tapply(split$event, cell, sum)); years <- as.vector(tapply(split$stop - split$start, cell, sum)) / 365.25
  } else {
    by_year <- pyears(surv ~ tcut(entry, ends, labels = 1:6), scale = 365.25)
    events <- as.vector(by_year$event); years <- as.vector(by_year$pyears)
  }
  limits <- sapply(seq_along(events), function(k) as.vector(poisson.test(events[k], years[k] / 100)$conf.int))
  list(rows = rows, conditional = conditional,
       hazard = list(events = events, person_years = years, estimate = 100 * events / years,
                     lower = limits[1, ], upper = limits[2, ]))
}
at <- c(365, 500, 730, 1095, 1826)
write_json(list(
  made_with = paste("R", getRversion(), "survival", packageVersion("survival")),
  sets = list(one(300, FALSE, c(182, 365, 730, 1095), at), one(40, FALSE, c(0, 365, 1000), at),
              one(250, TRUE, c(365, 730), at))
), "landmarks.json", digits = I(17), auto_unbox = TRUE)
