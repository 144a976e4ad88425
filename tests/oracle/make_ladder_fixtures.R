# The worst step so far by R's survival: differences of Kaplan-Meier curves of nested outcomes, their standard error from
# the influence of each person on each curve, and beside them the Aalen-Johansen of the same ladder as a multistate.
# Run in this folder: Rscript make_ladder_fixtures.R   (writes ladder.json)
suppressPackageStartupMessages({library(survival); library(jsonlite)})
set.seed(20261128)
n <- 250
never <- 99999
first <- 1 + floor(rexp(n, 1 / 900))                       # the first treatment, of any kind
wait <- function(rate) 1 + floor(rexp(n, rate))
systemic <- ifelse(runif(n) < 0.5, first, first + wait(1 / 500))
second <- ifelse(runif(n) < 0.2, systemic, systemic + wait(1 / 1500))
died <- 1 + floor(rexp(n, 1 / 15000))
last <- pmin(second, died, 1 + floor(runif(n, 60, 2000)))  # the follow-up ends with a second course
dead <- died <= last & second > last
seen <- function(day) ifelse(day <= last, day, never)
days <- list(any_treatment = seen(first), systemic_treatment = seen(systemic), second_course = seen(second))
at <- c(100, 365, 730, 1095, 1500)

curve <- function(day) {
  fit <- survfit(Surv(pmin(day, last), day <= last) ~ 1, influence = TRUE)
  place <- findInterval(at, fit$time)
  list(free = c(1, fit$surv)[place + 1], moved = cbind(0, fit$influence.surv)[, place + 1])
}
free <- lapply(days, curve)
between <- function(later, earlier) list(
  estimate = later$free - earlier$free, std_error = sqrt(colSums((later$moved - earlier$moved)^2)))
everybody <- list(free = rep(1, length(at)), moved = matrix(0, n, length(at)))
nobody <- list(free = rep(0, length(at)), moved = matrix(0, n, length(at)))
shares <- list(
  untreated = between(free$any_treatment, nobody),
  topical_only = between(free$systemic_treatment, free$any_treatment),
  other_systemic = between(free$second_course, free$systemic_treatment),
  second_course = between(everybody, free$second_course))

# the multistate: one row per person and stay in a state; death censors, as in the curves
stays <- do.call(rbind, lapply(seq_len(n), function(i) {
  stops <- sort(unique(c(sapply(days, `[`, i)[sapply(days, `[`, i) <= last[i]], last[i])))
  state <- sapply(stops, function(day)
    if (days$second_course[i] <= day) 3 else if (days$systemic_treatment[i] <= day) 2 else
      if (days$any_treatment[i] <= day) 1 else 0)
  before <- c(0, state[-length(state)])
  data.frame(id = i, begin = c(0, stops[-length(stops)]), end = stops, event = ifelse(state > before, state, 0))
}))
stays <- stays[stays$end > stays$begin, ]
states <- c("topical_only", "other_systemic", "second_course")
fit <- survfit(Surv(begin, end, factor(event, 0:3, c("censored", states))) ~ 1, data = stays, id = id)
ours <- summary(fit, times = at)
multistate <- setNames(lapply(seq_along(ours$states), function(k) ours$pstate[, k]),
  c("untreated", ours$states[-1]))
write_json(list(
  made_with = paste("R", getRversion(), "survival", packageVersion("survival")),
  last = last, died = dead, first = days, never = never, at = at, shares = shares, multistate = multistate
), "ladder.json", digits = I(17), auto_unbox = TRUE)
