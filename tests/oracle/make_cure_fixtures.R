# Mixture cure by R for tests/oracle/test_cure_against_r.py: run `Rscript make_cure_fixtures.R` in this folder; needs
# jsonlite. The likelihood is written here row by row with R's own densities and maximised by optim and nlm; limits are by
# uniroot on its profile. The data are simulated here.
suppressMessages(library(jsonlite))
laws <- list(
  weibull = list(d = function(t, m, s) dweibull(t, 1 / s, exp(m), log = TRUE), S = function(t, m, s) pweibull(t, 1 / s, exp(m), lower.tail = FALSE)),
  log_normal = list(d = function(t, m, s) dlnorm(t, m, s, log = TRUE), S = function(t, m, s) plnorm(t, m, s, lower.tail = FALSE)),
  log_logistic = list(d = function(t, m, s) dlogis(log(t), m, s, log = TRUE) - log(t), S = function(t, m, s) plogis(log(t), m, s, lower.tail = FALSE)))
made <- function(i, step = 1) {
  set.seed(8000 + i)
  n <- c(250, 400, 600, 500)[i]
  x <- rep(0:1, length.out = n)
  cured <- runif(n) < plogis(0.3 + 0.8 * x)
  t <- switch(i, ceiling(rweibull(n, 1.2, 300)), ceiling(rlnorm(n, 5.5, 0.9)), ceiling(rweibull(n, 0.8, 400)), ceiling(exp(rlogis(n, 5.6, 0.5))))
  t[cured] <- Inf
  if (i >= 3) t[runif(n) < 0.06] <- 0                                  # a mass on day 0
  c <- ceiling(runif(n, 200, 2500))
  if (step > 1) { t <- ceiling(t / step) * step; c <- floor(c / step) * step }   # the outcome is seen every so many days
  time <- pmin(t, c); cause <- as.integer(t <= c)
  entry <- rep(-1, n)
  if (i == 2) { late <- runif(n) < 0.4; entry[late] <- floor(runif(sum(late), 1, 250)) }
  keep <- entry < time
  data.frame(time, cause, entry, x)[keep, ]
}
fitted <- function(d, law, terms, step = 1) {
  on0 <- d$cause == 1 & d$time == 0
  r <- d[!on0, ]; X <- cbind(1, as.matrix(r[, terms, drop = FALSE])); k <- ncol(X)
  nll <- function(b, eta) {
    m <- b[1]; s <- exp(b[2]); p <- plogis(eta)
    free <- function(t) ifelse(t > 0, log(p + (1 - p) * law$S(pmax(t, 1e-9), m, s)), 0)
    by <- if (step == 1) law$d(pmax(r$time, 1e-9), m, s) else log(ifelse(r$time > step, law$S(pmax(r$time - step, 1e-9), m, s), 1) - law$S(pmax(r$time, 1e-9), m, s))
    -(sum(ifelse(r$cause == 1, log1p(-p) + by, free(r$time))) - sum(free(pmax(r$entry, 0))))
  }
  best <- function(f, starts) {
    made <- lapply(starts, function(b) { o <- optim(b, f, method = "BFGS", control = list(reltol = 1e-15, maxit = 2000)); nlm(f, o$par, gradtol = 1e-10, steptol = 1e-12, iterlim = 500) })
    made[[which.min(sapply(made, `[[`, "minimum"))]]
  }
  list(nll = nll, X = X, k = k, best = best, n0 = sum(on0), at0 = sum(d$entry < 0), r = r)
}
one <- function(i, name, terms, step = 1) {
  d <- made(i, step); w <- fitted(d, laws[[name]], terms, step); k <- w$k
  full <- w$best(function(b) w$nll(b[k + 1:2], drop(w$X %*% b[1:k])), list(c(0.3, rep(0, k - 1), 5.5, 0), c(-0.5, rep(0, k - 1), 6.5, 0.3)))
  b <- full$estimate; m0 <- w$n0 / w$at0; p <- plogis(b[1]); cured <- (1 - m0) * p
  crit <- qchisq(0.95, 1)
  top <- -full$minimum + if (w$n0 > 0) dbinom(w$n0, w$at0, m0, log = TRUE) else 0
  # group x = 0: its share of everyone is held; with a mass on day 0, that is estimated with it
  lost <- function(c0) {
    f <- function(q) {
      m <- if (w$n0 > 0) plogis(q[length(q)]) * (1 - c0) else 0
      eta <- qlogis(c0 / (1 - m)) + if (k > 1) drop(w$X[, -1, drop = FALSE] %*% q[2 + seq_len(k - 1)]) else 0
      w$nll(q[1:2], eta) - if (w$n0 > 0) dbinom(w$n0, w$at0, m, log = TRUE) else 0
    }
    start <- c(b[k + 1:2], b[seq_len(k)[-1]], if (w$n0 > 0) qlogis(m0 / (1 - c0)))
    2 * (top + w$best(f, list(start))$minimum) - crit
  }
  limits <- if (w$n0 > 0 && k > 1) c(NA, NA) else c(uniroot(lost, c(max(cured - 0.25, 0.01), cured), tol = 1e-10)$root, uniroot(lost, c(cured, min(cured + 0.25, 0.98)), tol = 1e-10)$root)
  slope <- NULL
  if (k == 2) {
    held <- function(v) 2 * (w$best(function(q) w$nll(q[2:3], q[1] + v * w$X[, 2]), list(b[c(1, 3, 4)]))$minimum - full$minimum) - crit
    slope <- c(uniroot(held, c(b[2] - 2, b[2]), tol = 1e-9)$root, uniroot(held, c(b[2], b[2] + 2), tol = 1e-9)$root)
  }
  list(distribution = name, covariate = k == 2, coefficients = I(b[1:k]), location = b[k + 1], scale = exp(b[k + 2]),
       log_likelihood = -full$minimum, cured = cured, limits = I(limits), slope = slope,
       time = I(d$time), cause = I(d$cause), entry = I(d$entry), x = I(d$x))
}
# a group in which everybody has the outcome, or nobody: its share lies at a bound, from where one limit is looked for
edge <- function(name, everybody) {
  d <- made(1); mine <- d$x == 1; set.seed(8100)
  d$time[mine] <- if (everybody) ceiling(rweibull(sum(mine), 1.2, 300)) else sample(1500:2500, sum(mine), TRUE)
  d$cause[mine] <- as.integer(everybody)
  w <- fitted(d, laws[[name]], "x"); crit <- qchisq(0.95, 1)
  of <- function(place, own, other) w$nll(place, ifelse(mine, own, other))
  bound <- if (everybody) -Inf else Inf
  full <- w$best(function(b) of(b[1:2], bound, b[3]), list(c(5.5, 0, 0.3), c(6.5, 0.3, -0.5)))
  of_edge <- function(c) 2 * (w$best(function(b) of(b[1:2], qlogis(c), b[3]), list(full$estimate))$minimum - full$minimum) - crit
  of_other <- function(c) 2 * (w$best(function(b) of(b, bound, qlogis(c)), list(full$estimate[1:2]))$minimum - full$minimum) - crit
  cured <- plogis(full$estimate[3])
  limit <- uniroot(of_edge, if (everybody) c(1e-5, 0.3) else c(0.7, 1 - 1e-5), tol = 1e-11)$root
  list(distribution = name, everybody = everybody, log_likelihood = -full$minimum, cured = cured,
       limits = I(if (everybody) c(0, limit) else c(limit, 1)),
       limits_of_other = I(c(uniroot(of_other, c(cured - 0.25, cured), tol = 1e-10)$root, uniroot(of_other, c(cured, cured + 0.25), tol = 1e-10)$root)),
       time = I(d$time), cause = I(d$cause), x = I(d$x))
}
level_end <- function(i) {
  d <- made(i); y <- max(d$time[d$cause == 1]); Y <- max(d$time); n <- nrow(d); w <- (Y - y) / Y
  k <- c(sum(d$cause == 1 & d$time > 2 * y - Y), sum(d$cause == 1 & d$time >= (w * y + (1 - w) * Y) * y / Y))
  list(time = I(d$time), cause = I(d$cause), last = y, seen = Y, p = I((1 - k / n)^n))
}
jobs <- list(list(1, "weibull", NULL), list(1, "log_normal", NULL), list(1, "log_logistic", NULL), list(1, "weibull", "x"),
             list(2, "log_normal", NULL), list(2, "log_normal", "x"), list(3, "weibull", NULL), list(4, "log_logistic", NULL),
             list(1, "weibull", NULL, 30), list(1, "log_logistic", NULL, 30), list(1, "log_normal", "x", 90), list(3, "weibull", NULL, 30))
out <- list(fits = lapply(jobs, function(j) do.call(one, j)), ends = lapply(c(1, 4), level_end),
            edges = list(edge("weibull", TRUE), edge("log_normal", TRUE), edge("weibull", FALSE), edge("log_logistic", FALSE)),
            made_with = list(R = R.version.string))
writeLines(toJSON(out, digits = I(17), na = "null", auto_unbox = TRUE), "cure.json")
