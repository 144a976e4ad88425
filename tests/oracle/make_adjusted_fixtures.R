# Adjusted curves by R: weights by glm and survfit, whose robust error takes them as known, and the same with what was
# estimated contained: survfit's influence plus the slope of the curve (numDeriv) times the influence of glm's
# coefficients (sandwich). Standardised over a Cox model with Breslow's ties and strata by riskRegression's ate, whose
# errors hold without ties; with ties by the infinitesimal jackknife of coxph fitted anew. Areas under a curve by the same influence, step by step.
# Run in this folder: Rscript make_adjusted_fixtures.R
suppressPackageStartupMessages({library(survival); library(jsonlite); library(riskRegression); library(sandwich)})
set.seed(20261128)
n <- 500
severity <- factor(sample(c("mild", "moderate", "severe"), n, TRUE, c(0.4, 0.35, 0.25)))
age <- factor(sample(c("<18", "18-25", ">=26"), n, TRUE, c(0.3, 0.4, 0.3)), levels = c("<18", "18-25", ">=26"))
bad <- c(mild = 0, moderate = 0.6, severe = 1.3)[as.character(severity)]
young <- 0.5 * (age == "<18")
group <- factor(ifelse(runif(n) < plogis(-0.8 + bad + young), "high", "low"), levels = c("low", "high"))
relapse <- 1 + floor(rexp(n, exp(bad + young - 0.4 * (group == "high")) / 120))
death <- 1 + floor(rexp(n, 1 / 700))
end <- 1 + floor(runif(n, 40, 160))
time <- pmin(relapse, death, end)
cause <- ifelse(relapse == time, 1, ifelse(death == time, 2, 0))
event <- as.numeric(cause == 1)
at <- c(10, 30, 60, 100)
d <- data.frame(time, event, group, severity, age)
# ties: who fails comes before who leaves on a day, as survfit has it

strict <- glm.control(epsilon = 1e-15, maxit = 100)
score <- glm(group == "high" ~ severity + age, binomial, d, control = strict)
high <- mean(group == "high")
weights_of <- function(alpha) {
  p <- plogis(as.vector(model.matrix(score) %*% alpha))
  ifelse(group == "high", high / p, (1 - high) / (1 - p))
}
d$w <- weights_of(coef(score))
moved <- estfun(score) %*% solve(crossprod(model.matrix(score) * sqrt(fitted(score) * (1 - fitted(score)))))
step_at <- function(fit, days) c(1, fit$surv)[findInterval(days, fit$time) + 1]
curve <- function(g, w, days) {
  who <- group == g
  step_at(survfit(Surv(time[who], event[who]) ~ 1, weights = w[who]), days)
}
influence_of <- function(g, days) {
  who <- which(group == g)
  fit <- survfit(Surv(time[who], event[who]) ~ 1, weights = d$w[who], robust = TRUE, influence = 1)
  # what each person moves the curve, by their weight; with weights these are of the weighted person
  own <- fit$influence.surv[, pmax(findInterval(days, fit$time), 1), drop = FALSE]
  full <- matrix(0, n, length(days)); full[who, ] <- own
  full[, findInterval(days, fit$time) == 0] <- 0
  list(full = full, robust = c(0, fit$std.err * if (isTRUE(fit$logse)) fit$surv else 1)[findInterval(days, fit$time) + 1])
}
known <- list(low = influence_of("low", at), high = influence_of("high", at))
slope <- function(f) numDeriv::jacobian(f, coef(score), method.args = list(r = 6))
whole <- lapply(c(low = "low", high = "high"), function(g)
  known[[g]]$full + moved %*% t(slope(function(alpha) curve(g, weights_of(alpha), at))))
se <- function(u) sqrt(colSums(u^2))
s <- lapply(c(low = "low", high = "high"), function(g) curve(g, d$w, at))
days_all <- 0:99
area <- function(g, alpha) sum(curve(g, weights_of(alpha), days_all))
area_moved <- lapply(c(low = "low", high = "high"), function(g)
  rowSums(influence_of(g, days_all)$full) + as.vector(moved %*% t(slope(function(alpha) area(g, alpha)))))
iptw <- list(
  weights = d$w, low = s$low, high = s$high,
  known = list(low = known$low$robust, high = known$high$robust),
  std_error = list(low = se(whole$low), high = se(whole$high)),
  difference = list(estimate = s$high - s$low, std_error = se(whole$high - whole$low)),
  ratio = list(estimate = s$high / s$low, std_error = se(sweep(whole$high, 2, s$high, "/") - sweep(whole$low, 2, s$low, "/"))),
  outcome_ratio = list(estimate = (1 - s$high) / (1 - s$low),
    std_error = se(sweep(whole$high, 2, 1 - s$high, "/") - sweep(whole$low, 2, 1 - s$low, "/"))),
  rmst = list(estimate = area("high", coef(score)) - area("low", coef(score)),
    std_error = sqrt(sum((area_moved$high - area_moved$low)^2))))

# ate's errors hold without ties: here each person has a day of their own
by_cox <- function(d, at) {
  fit <- coxph(Surv(time, event) ~ strata(group) + severity + age, data = d, ties = "breslow", x = TRUE, y = TRUE,
               control = coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 50))
  a <- ate(fit, data = d, treatment = "group", times = at, estimator = "GFORMULA", se = TRUE, iid = TRUE, band = FALSE,
           verbose = FALSE, product.limit = FALSE)
  mean_risk <- as.data.frame(a$meanRisk); diff_risk <- as.data.frame(a$diffRisk); ratio_risk <- as.data.frame(a$ratioRisk)
  by <- function(g, name) mean_risk[mean_risk$treatment == g, name]
  list(low = 1 - by("low", "estimate"), high = 1 - by("high", "estimate"),
    std_error = list(low = by("low", "se"), high = by("high", "se")),
    difference = list(estimate = -diff_risk$estimate, std_error = diff_risk$se),
    outcome_ratio = list(estimate = ratio_risk$estimate, std_error = ratio_risk$se / ratio_risk$estimate))
}
tied <- by_cox(d, at)
apart <- d; apart$time <- rank(d$time + ifelse(d$event == 1, 0, 0.5) + runif(n, 0, 0.4))
at_apart <- c(60, 200, 350, 450)
untied <- by_cox(apart, at_apart)
# with ties: coxph fitted again with each person's weight a little up and down, by Richardson's extrapolation
standardised_of <- function(of_each) {
  d$of_each <- of_each
  fit <- coxph(Surv(time, event) ~ strata(group) + severity + age, data = d, ties = "breslow", weights = of_each,
               control = coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 50))
  risk <- exp(as.vector(model.matrix(~ severity + age, d)[, -1] %*% coef(fit)))
  base <- basehaz(fit, centered = FALSE)
  c(sapply(c("low", "high"), function(g) {
    own <- base[base$strata == g, ]
    sapply(c(0, own$hazard)[findInterval(at, own$time) + 1], function(h) sum(of_each * exp(-risk * h)) / sum(of_each))
  }))
}
moved_by <- t(sapply(seq_len(n), function(i) {
  slope <- function(h) { up <- down <- rep(1, n); up[i] <- 1 + h; down[i] <- 1 - h
    (standardised_of(up) - standardised_of(down)) / (2 * h) }
  (4 * slope(0.01) - slope(0.02)) / 3
}))
low <- moved_by[, 1:4]; high <- moved_by[, 5:8]
tied$std_error <- list(low = se(low), high = se(high))
tied$difference$std_error <- se(high - low)
tied$outcome_ratio$std_error <- se(sweep(high, 2, 1 - tied$high, "/") - sweep(low, 2, 1 - tied$low, "/"))

# three groups: weights by nnet's multinom, estimates alone
three <- factor(sample(c("a", "b", "c"), n, TRUE)); three[severity == "severe" & runif(n) < 0.4] <- "c"
multi <- nnet::multinom(three ~ severity + age, trace = FALSE, reltol = 1e-15, abstol = 1e-12, maxit = 2000)
p <- fitted(multi)
w3 <- as.vector(table(three)[as.character(three)] / n) / p[cbind(seq_len(n), as.integer(three))]
curves3 <- lapply(c(a = "a", b = "b", c = "c"), function(g) {
  who <- three == g; step_at(survfit(Surv(time[who], event[who]) ~ 1, weights = w3[who]), at) })
write_json(list(
  made_with = paste("R", getRversion(), "survival", packageVersion("survival"), "riskRegression", packageVersion("riskRegression")),
  time = time, cause = cause, group = as.character(group), severity = as.character(severity), age = as.character(age),
  at = at, iptw = iptw, standardised = tied, untied = untied, untied_time = apart$time, untied_at = at_apart, three = as.character(three), three_weights = w3, three_curves = curves3
), "adjusted.json", digits = I(17), auto_unbox = TRUE)
