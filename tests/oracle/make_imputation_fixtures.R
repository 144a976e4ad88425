# Cox models over imputed data, pooled by R's mice, for tests/oracle/test_imputation_against_r.py: run
# `Rscript make_imputation_fixtures.R` in this folder; needs mice, survival, jsonlite. The rows, what mice imputed, and
# the Nelson-Aalen hazard that its models saw (survfit's; mice's own takes Efron's ties) are in the fixture. Fits are
# Efron's, with strata and late entry in turn.
suppressMessages({library(mice); library(survival); library(jsonlite)})
exactly <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-15)
one <- function(i) {
  set.seed(5200 + i)
  n <- c(60, 120, 240)[1 + i %% 3]; m <- c(3, 5, 8)[1 + i %% 3]
  strata <- bitwAnd(i, 1) > 0; late <- bitwAnd(i, 2) > 0
  x <- data.frame(age = sample(12:40, n, TRUE), dose = round(rnorm(n, 120, 30), 1),
                  kind = sample(c("p", "q", "r"), n, TRUE, c(.5, .3, .2)), site = sample(c("a", "b"), n, TRUE))
  hazard <- exp(.02 * (x$age - 20) - .01 * (x$dose - 120) + .4 * (x$kind == "q"))
  x$entry <- if (late) sample(0:5, n, TRUE) * sample(0:1, n, TRUE) else 0
  x$time <- x$entry + 1 + floor(rexp(n, hazard / 20))
  x$event <- rbinom(n, 1, .7)
  curve <- if (late) survfit(Surv(entry, time, event) ~ 1, x) else survfit(Surv(time, event) ~ 1, x)
  x$hazard <- summary(curve, times = sort(unique(x$time)))$cumhaz[match(x$time, sort(unique(x$time)))]
  holes <- x
  holes$age[runif(n) < .15] <- NA; holes$dose[runif(n) < plogis(-1.5 + x$event)] <- NA
  holes$kind[runif(n) < .2] <- NA
  seen <- holes[c("age", "dose", "kind", "site", "event")]
  seen$hazard <- x$hazard
  seen$kind <- factor(seen$kind); seen$site <- factor(seen$site)
  drawn <- mice(seen, m = m, printFlag = FALSE)
  each <- lapply(1:m, function(k) complete(drawn, k))
  fits <- lapply(each, function(d) {
    d <- cbind(d[c("age", "dose", "kind", "site")], x[c("entry", "time", "event")])
    d$kind <- relevel(d$kind, "p")
    y <- if (late) with(d, Surv(entry, time, event)) else with(d, Surv(time, event))
    if (strata) coxph(y ~ age + dose + kind + strata(site), d, ties = "efron", control = exactly)
    else coxph(y ~ age + dose + kind, d, ties = "efron", control = exactly)
  })
  p <- pool(as.mira(fits)); s <- summary(p, conf.int = TRUE)
  list(rows = lapply(holes, I), hazard = I(x$hazard), late = late, strata = strata, m = m,
       age = lapply(each, function(d) I(d$age)), dose = lapply(each, function(d) I(d$dose)),
       kind = lapply(each, function(d) I(as.character(d$kind))),
       coefficient = I(s$estimate), std_error = I(s$std.error), df = I(s$df), p_value = I(s$p.value),
       lower = I(s[["2.5 %"]]), upper = I(s[["97.5 %"]]), fmi = I(p$pooled$fmi))
}
out <- list(models = lapply(0:11, one),
            made_with = list(R = R.version.string, survival = as.character(packageVersion("survival")),
                             mice = as.character(packageVersion("mice"))))
writeLines(toJSON(out, digits = I(17), na = "null", auto_unbox = TRUE), "imputation.json")
