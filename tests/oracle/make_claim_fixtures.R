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

out <- list(shares = lapply(1:6, shares), ranks = lapply(1:4, ranks),
            made_with = list(R = R.version.string, survival = as.character(packageVersion("survival"))))
writeLines(toJSON(out, digits = I(17), na = "null", auto_unbox = TRUE, dataframe = "columns"), "claims.json")
