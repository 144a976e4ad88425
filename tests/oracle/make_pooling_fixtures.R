# Numbers by metafor for tests/oracle/test_pooling_against_r.py: run `Rscript make_pooling_fixtures.R` in this folder;
# needs metafor, lme4, jsonlite. Optimisers are asked for more digits than by default: rma stops its REML steps
# at 1e-5, and glmer (Nelder-Mead) leaves tau2 off by up to 3e-5 of itself, more than is compared.
suppressMessages({library(metafor); library(lme4); library(jsonlite)})
options(warn = 1)

exactly <- list(threshold = 1e-14, maxiter = 10000)
real <- function() {
  d <- read.csv("../../data/published/published_cohorts.csv")
  d <- subset(d, pool == "yes" & !is.na(events))
  lapply(split(d, d$outcome), function(x) data.frame(events = x$events, n = x$n, months = x$follow_up_months))
}

random <- function(i) {
  set.seed(4000 + i)
  k <- c(2, 2, 3, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 6, 6, 5, 9, 12, 4, 8)[i]
  tau <- c(0.8, 0, 1.5, 0.2, 0.5, 1)[1 + i %% 6]
  mu <- c(-2, -0.5, -3.5, 0, 1.2)[1 + i %% 5]                   # -3.5: sparse, with studies that saw nobody
  n <- switch(1 + i %% 4, sample(10:60, k, TRUE), sample(c(50, 100), k, TRUE), sample(30:400, k, TRUE),
              round(10^runif(k, 1, 4)))
  p <- plogis(rnorm(k, mu, tau))
  x <- if (i %% 7 == 0) round(n * plogis(mu)) else rbinom(k, n, p) # every seventh: ties as near as counts allow
  if (sum(x) == 0) x[1] <- 1
  data.frame(events = x, n = n, months = sample(c(6, 12, 24, 36, 60, 108), k, TRUE))
}
by_hand <- list(
  zero = data.frame(events = c(0, 0, 1, 0, 3), n = c(12, 30, 25, 8, 40), months = c(6, 12, 12, 24, 36)),
  all = data.frame(events = c(9, 20, 17, 8), n = c(9, 20, 20, 11), months = c(6, 12, 18, 24)),
  tied = data.frame(events = c(5, 5, 5, 9), n = c(40, 40, 40, 40), months = c(12, 12, 24, 24)),
  none_and_all = data.frame(events = c(0, 3, 268, 296, 200), n = c(200, 12, 1000, 1000, 200), months = c(6, 12, 18, 24, 36)))

hk <- function(x) {
  by_reml <- function(control) rma(measure = "PLO", xi = events, ni = n, data = x, method = "REML", test = "adhoc",
                                   control = control)
  f <- tryCatch(by_reml(exactly), error = function(e) by_reml(c(exactly, stepadj = 0.5)))  # whole steps may go to and fro
  p <- predict(f)
  list(k = f$k, logit = c(f$beta), std_error = f$se, lower = plogis(f$ci.lb), estimate = plogis(c(f$beta)),
       upper = plogis(f$ci.ub), prediction_lower = plogis(p$pi.lb), prediction_upper = plogis(p$pi.ub), tau2 = f$tau2,
       i2 = f$I2 / 100)
}
# glmer's inner loop does not always settle at the strictest tolerance: what comes of the strictest at which it does.
strictest <- function(fit) {
  for (inner in c(1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8)) {
    found <- try(suppressWarnings(fit(inner)), silent = TRUE)
    if (!inherits(found, "try-error")) return(found)
  }
  NULL
}
# metafor integrates by 7 points, and its search stops short: with sparse counts or thousands of people that leaves errors
# above 1e-6. So from its optimum Newton steps go to the top of the likelihood itself: every integral over a study's
# logit is a plain sum over 40,001 points, and the derivatives are means of the complete ones over the same points
# (Fisher's and Louis's identities). metafor's own numbers are kept beside it (by_metafor).
points <- seq(-40, 40, length.out = 40001)
derivatives <- function(at, x) {
  slope <- c(0, 0)
  second <- matrix(0, 2, 2)
  for (i in seq_len(nrow(x))) {
    eta <- at[1] + at[2] * points
    h <- x$events[i] * eta - x$n[i] * (pmax(eta, 0) + log1p(exp(-abs(eta)))) - points^2 / 2
    w <- exp(h - max(h))
    w <- w / sum(w)
    residual <- x$events[i] - x$n[i] * plogis(eta)
    d <- cbind(residual, points * residual)
    inner <- w * x$n[i] * plogis(eta) * plogis(-eta)
    mean_d <- colSums(w * d)
    slope <- slope + mean_d
    second <- second + crossprod(d, w * d) - outer(mean_d, mean_d) -
      matrix(c(sum(inner), rep(sum(inner * points), 2), sum(inner * points^2)), 2)
  }
  list(slope = slope, second = second)
}
top <- function(x, tau, mu) {
  at <- c(mu, tau)
  for (i in 1:12) {
    d <- derivatives(at, x)
    at <- at - solve(d$second, d$slope)
  }
  stopifnot(max(abs(derivatives(at, x)$slope)) < 1e-9, all(eigen(d$second)$values < 0))
  list(tau2 = at[2]^2, logit = at[1], std_error = sqrt(solve(-derivatives(at, x)$second)[1, 1]))
}
glmm <- function(x, nAGQ = 7) {
  f <- strictest(function(inner) {
    control <- list(glmerCtrl = list(optimizer = "bobyqa", tolPwrss = inner, optCtrl = list(rhoend = 1e-11, maxfun = 1e5)))
    rma.glmm(measure = "PLO", xi = events, ni = n, data = x, nAGQ = nAGQ, control = control)
  })
  if (is.null(f)) return(NULL)
  by_metafor <- list(tau2 = f$tau2, logit = c(f$beta), std_error = f$se)
  b <- if (f$tau2 > 1e-6) top(x, sqrt(f$tau2), c(f$beta)) else by_metafor
  reach <- qt(0.975, f$k - 1) * sqrt(b$tau2 + b$std_error^2)     # metafor's own would be normal
  half <- qnorm(0.975) * b$std_error
  typical <- f$tau2 * (100 - f$I2) / f$I2
  list(k = f$k, logit = b$logit, std_error = b$std_error, lower = plogis(b$logit - half), estimate = plogis(b$logit),
       upper = plogis(b$logit + half), prediction_lower = plogis(b$logit - reach),
       prediction_upper = plogis(b$logit + reach), tau2 = b$tau2,
       i2 = if (f$I2 > 0) b$tau2 / (b$tau2 + typical) else 0, by_metafor = by_metafor)
}
without <- function(x, fit) {
  if (nrow(x) < 3) return(NULL)
  lapply(seq_len(nrow(x)), function(i) if (sum(x$events[-i]) == 0) NULL else fit(x[-i, ]))
}
slope <- function(x) {
  x <- subset(x, !is.na(months))
  if (nrow(x) < 3 || length(unique(x$months)) < 2) return(NULL)
  f <- rma(measure = "PLO", xi = events, ni = n, mods = ~ months, data = x, method = "REML", test = "adhoc",
           control = exactly)
  list(k = f$k, intercept = f$beta[1], slope = f$beta[2], std_error = f$se[2], lower = f$ci.lb[2], upper = f$ci.ub[2],
       p_value = f$pval[2], tau2 = f$tau2)
}

sets <- c(real(), by_hand, setNames(lapply(1:20, random), sprintf("random%02d", 1:20)))
made <- lapply(sets, function(x) {
  list(rows = lapply(x, I), inverse_variance_hk = hk(x), glmm = glmm(x),
       without = list(inverse_variance_hk = without(x, hk), glmm = if (nrow(x) <= 6) without(x, glmm)), slope = slope(x))
})
versions <- list(R = R.version.string, metafor = as.character(packageVersion("metafor")),
                 lme4 = as.character(packageVersion("lme4")))
writeLines(toJSON(list(sets = made, made_with = versions), digits = I(17), na = "null", null = "null", auto_unbox = TRUE),
           "pooling.json")
