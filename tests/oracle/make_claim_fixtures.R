# Numbers by R for the checks of claims: run `Rscript make_claim_fixtures.R` in this folder; needs survival, jsonlite.
# The rows are in the fixture, so the tests need no R.
suppressMessages({library(survival); library(jsonlite)})

# ---- shares of causes: the ratio of incidences, its standard error from the influence of each person ----------------
shares <- function(i) {
  set.seed(3000 + i)
  n <- c(12, 30, 60, 120, 300, 500)[i]
  days <- c(6, 10, 20, 60, 40, 300)[i]                          # heavy ties but for the last
  chance <- list(c(.3, .3, .2, .2), c(.1, .5, .3, .1), c(.5, .2, .2, .1), c(.4, .1, .4, .1), c(0, .5, .4, .1),
                 c(.6, .2, .1, .1))[[i]]
  x <- data.frame(time = sample(1:days, n, TRUE), cause = sample(0:3, n, TRUE, chance))
  fit <- survfit(Surv(time, factor(cause, 0:3)) ~ 1, data = x, influence = TRUE)
  horizons <- unique(pmax(2, c(floor(days / 3), floor(days / 2), days - 1)))
  at <- lapply(horizons, function(h) {
    last <- max(which(fit$time <= h))
    f <- fit$pstate[last, 2:3]; total <- sum(f)                 # causes 1 and 2; cause 3 competes
    moved <- fit$influence.pstate[, last + 1, 2:3]                # its first row is before any event
    lapply(1:2, function(k) {
      r <- f[k] / total
      u <- (moved[, k] - r * rowSums(moved)) / total
      list(horizon = h, cause = k, estimate = r, std_error = sqrt(sum(u^2)), n = sum(x$time <= h & x$cause %in% 1:2),
           events = sum(x$time <= h & x$cause == k), at_risk = sum(x$time >= h))
    })
  })
  list(time = I(x$time), cause = I(x$cause), shares = unlist(at, recursive = FALSE))
}

# ---- Spearman, with ties ----------------------------------------------------------------------------------------------
ranks <- function(i) {
  set.seed(4000 + i)
  n <- c(5, 20, 80, 300)[i]
  x <- round(rnorm(n, 65, 10)); y <- round((0.4 + 0.1 * rnorm(n)) * x / 5) * 5
  r <- cor(x, y, method = "spearman")
  list(x = I(x), y = I(y), estimate = r, limits = I(tanh(atanh(r) + c(-1, 1) * qnorm(.975) * sqrt((1 + r^2 / 2) / (n - 3)))))
}

# ---- the slope of log dose on log weight, with HC3 errors written out ---------------------------------------------------
slopes <- function(i) {
  set.seed(5000 + i)
  n <- c(12, 60, 300, 40)[i]
  x <- round(rnorm(n, 65, 11)); y <- switch(i, 40 + 10 * rbinom(n, 1, .5), round(0.6 * x / 5) * 5, round((0.4 + 0.15 * rnorm(n)^2) * x), rep(40, n))
  f <- lm(log(y) ~ log(x)); m <- model.matrix(f); e <- resid(f) / (1 - hatvalues(f))
  bread <- solve(crossprod(m)); se <- sqrt((bread %*% crossprod(m * e) %*% bread)[2, 2])
  b <- coef(f)[[2]]
  list(x = I(x), y = I(y), estimate = b, std_error = se, limits = I(b + c(-1, 1) * qt(.975, n - 2) * se))
}

# ---- the median with limits by order statistics ----------------------------------------------------------------------
medians <- function(i) {
  set.seed(7000 + i)
  n <- c(6, 7, 30, 101, 500)[i]
  x <- sample(c(112, 120, 150, 180, 210), n, TRUE, c(.3, .2, .2, .2, .1)); k <- qbinom(.025, n, .5); s <- sort(x)
  list(x = I(x), estimate = median(x), limits = I(c(s[k], s[n - k + 1])))
}

# ---- nobody of n with the event: the other limit, and the exact test -------------------------------------------------
edges <- function(n) {
  b <- binom.test(n, n, .85)
  list(n = n, limits = I(b$conf.int[1:2]), p_greater = binom.test(n, n, .85, alternative = "greater")$p.value)
}

out <- list(slopes = lapply(1:4, slopes), medians = lapply(1:5, medians), edges = lapply(c(1, 10, 60, 1000), edges),
            shares = lapply(1:6, shares), ranks = lapply(1:4, ranks),
            made_with = list(R = R.version.string, survival = as.character(packageVersion("survival"))))
writeLines(toJSON(out, digits = I(17), na = "null", auto_unbox = TRUE, dataframe = "columns"), "claims.json")
