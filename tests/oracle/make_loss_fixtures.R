# Weights for being still observed, by R's survival: a Cox model of loss with Breslow's ties, a weight for every person
# and day, the weighted curve with its robust error, and redistribution to the right by strata; bounds as Kaplan-Meier of
# outcome or loss and as the complement of an Aalen-Johansen. Run in this folder: Rscript make_loss_fixtures.R
suppressPackageStartupMessages({library(survival); library(jsonlite)})
set.seed(20261128)
n <- 400
sex <- sample(c("female", "male"), n, TRUE)
site <- sample(c("a", "b", "c"), n, TRUE, c(0.5, 0.3, 0.2))
relapse <- 1 + floor(rexp(n, ifelse(sex == "male", 1 / 60, 1 / 150)))
loss <- 1 + floor(rexp(n, ifelse(sex == "male", 1 / 40, 1 / 200) * c(a = 1, b = 0.6, c = 1.5)[site]))
death <- 1 + floor(rexp(n, 1 / 600))
end <- 1 + floor(runif(n, 40, 160))
time <- pmin(relapse, death, loss, end)
# on one day: relapse, then loss, then death and the end of the data
cause <- ifelse(relapse == time, 1, ifelse(loss == time, 2, ifelse(death == time, 3, 0)))
at <- c(20, 45, 70, 100)
lost <- as.numeric(cause == 2)
# relapses of a day come before losses of that day: they are not at risk of loss on it
loss_time <- ifelse(cause == 1, time - 0.5, time)

weighted <- function(kept_before) {
  # one row per person and day at risk, its weight the inverse of the probability of not being lost before the day
  rows <- do.call(rbind, lapply(seq_len(n), function(i) data.frame(
    id = i, begin = seq_len(time[i]) - 1, end = seq_len(time[i]),
    event = as.numeric(seq_len(time[i]) == time[i] & cause[i] == 1), weight = 1 / kept_before(i, seq_len(time[i])))))
  fit <- survfit(Surv(begin, end, event) ~ 1, data = rows, weights = weight, id = id, cluster = id)
  place <- findInterval(at, fit$time)
  list(estimate = c(1, fit$surv)[place + 1], std_error = c(0, fit$std.err * if (fit$logse) fit$surv else 1)[place + 1])
}
cox <- coxph(Surv(loss_time, lost) ~ sex + site, ties = "breslow", control = coxph.control(eps = 1e-12, toler.chol = 1e-14, iter.max = 50))
base <- basehaz(cox, centered = FALSE)
risk <- exp(as.vector(model.matrix(~ sex + site)[, -1] %*% coef(cox)))
by_cox <- weighted(function(i, day) exp(-risk[i] * c(0, base$hazard)[findInterval(day - 0.25, base$time) + 1]))
group <- paste(sex, site)
curves <- lapply(split(seq_len(n), group), function(who) survfit(Surv(loss_time[who], lost[who]) ~ 1))
by_strata <- weighted(function(i, day) {
  own <- curves[[group[i]]]; c(1, own$surv)[findInterval(day - 0.25, own$time) + 1]
})
# redistribution to the right needs every censoring to be of one kind: of those alone who relapse or are lost
only <- cause %in% c(1, 2)
strata <- group[only]
w <- rttright(Surv(time[only], cause[only] == 1) ~ strata) / sum(only)
redistributed <- sapply(at, function(day) 1 - sum(w[time[only] <= day & cause[only] == 1]))
at_days <- function(fit) { place <- findInterval(at, fit$time); list(
  estimate = c(1, fit$surv)[place + 1], std_error = c(0, fit$std.err * fit$surv)[place + 1]) }
lower <- at_days(survfit(Surv(time, cause %in% c(1, 2)) ~ 1))
multi <- summary(survfit(Surv(time, factor(ifelse(cause == 3, 0, cause), 0:2)) ~ 1), times = at)
plain <- at_days(survfit(Surv(time, cause == 1) ~ 1))
write_json(list(
  made_with = paste("R", getRversion(), "survival", packageVersion("survival")),
  time = time, cause = cause, sex = sex, site = site, at = at, coefficients = as.list(coef(cox)), cox = by_cox,
  strata = by_strata, redistributed = redistributed, kaplan_meier = plain, all_lost_relapse = lower,
  no_lost_relapse = list(estimate = 1 - multi$pstate[, 2], std_error = multi$std.err[, 2])
), "loss.json", digits = I(17), auto_unbox = TRUE)
