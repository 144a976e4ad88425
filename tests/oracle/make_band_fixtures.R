# Simultaneous bands and bootstrap limits by R for tests/oracle/test_bands_against_r.py and test_bootstrap_against_r.py:
# run `Rscript make_band_fixtures.R` in this folder; needs survival, km.ci, boot, jsonlite. Data are simulated here.
suppressMessages({library(survival); library(km.ci); library(boot); library(jsonlite)})
made <- function(i) {
  set.seed(7000 + i)
  n <- c(40, 120, 300)[i]
  t <- ceiling(rweibull(n, c(0.8, 1.2, 1)[i], c(400, 90, 1200)[i]))
  c <- ceiling(runif(n, 20, c(900, 120, 1500)[i]))
  data.frame(time = pmin(t, c), cause = as.integer(t <= c))
}
bands <- function(i) {
  x <- made(i)
  km <- survfit(Surv(time, cause) ~ 1, data = x)
  tl <- sort(x$time[x$cause == 1])[c(3, 10, 20)[i]]
  tu <- rev(sort(x$time[x$cause == 1]))[c(4, 8, 30)[i]]
  # begin and end of the band on the scale of a Brownian bridge, as km.ci has them, read off the curve beside it
  sigma <- cumsum(km$n.event / (km$n.risk * (km$n.risk - km$n.event)))
  at <- function(t) { s <- sigma[max(which(km$time <= t))]; nrow(x) * s / (1 + nrow(x) * s) }
  one <- function(method, level) {
    b <- km.ci(km, conf.level = level, tl = tl, tu = tu, method = method)
    list(level = level, time = I(b$time), lower = I(b$lower), upper = I(b$upper))
  }
  list(time = I(x$time), cause = I(x$cause), between = I(c(tl, tu)), ends = I(c(at(tl), at(tu))),
       hall_wellner = lapply(c(0.9, 0.95, 0.99), function(l) one("loghall", l)),
       nair = lapply(c(0.9, 0.95), function(l) one("logep", l)))
}
tables <- function() {                                   # critical values as printed by km.ci, to four digits
  hall <- get("critical.value.hall.95", asNamespace("km.ci")); nair <- get("critical.value.nair.95", asNamespace("km.ci"))
  cells <- expand.grid(end = seq(0.2, 0.9, 0.1), begin = c(0.02, 0.1, 0.3))
  cells <- cells[cells$end > cells$begin + 0.05, ]
  row <- round((cells$end - 0.1) / 0.02) + 1
  cells$hall_wellner <- mapply(function(r, b) hall[r, sprintf("al%02d", round(100 * b))], row, cells$begin)
  cells$nair <- mapply(function(r, b) nair[r, sprintf("al%02d", round(100 * b))], row, cells$begin)
  lapply(cells, I)
}
horizons <- list(c(100, 365), c(20, 60), c(365, 730))
boots <- function(i) {
  x <- made(i); h <- horizons[[i]]; tau <- h[2]
  if (i == 3) x$cause[x$cause == 1 & seq_len(nrow(x)) %% 4 == 0] <- 2
  stat <- function(d, j) {
    d <- d[j, ]
    km <- survfit(Surv(time, cause == 1) ~ 1, data = d)
    s <- summary(km, times = h, extend = TRUE)$surv
    area <- summary(km, rmean = tau, extend = TRUE)$table[["rmean"]]
    f <- survfit(Surv(time, factor(cause, 0:2)) ~ 1, data = d)
    c(s, area, summary(f, times = h[1], extend = TRUE)$pstate[, 2], unname(summary(km)$table["median"]))
  }
  b <- boot(x, stat, R = 299)
  b$t <- signif(b$t, 12); b$t0 <- signif(b$t0, 12)       # equal but for rounding is equal: BCa counts those below
  ci <- lapply(1:5, function(k) {
    if (any(!is.finite(b$t[, k]))) return(NULL)
    L <- empinf(b, index = k, type = "jack")
    a <- boot.ci(b, index = k, type = c("perc", "bca"), L = L)
    list(percentile = I(a$percent[4:5]), bca = I(a$bca[4:5]), acceleration = sum(L^3) / (6 * sum(L^2)^1.5))
  })
  list(time = I(x$time), cause = I(x$cause), horizons = I(h), t0 = I(b$t0), t = I(t(b$t)), limits = ci)
}
out <- list(bands = lapply(1:3, bands), tables = tables(), boots = lapply(1:3, boots),
            made_with = list(R = R.version.string, survival = as.character(packageVersion("survival")),
                             km.ci = as.character(packageVersion("km.ci")), boot = as.character(packageVersion("boot"))))
writeLines(toJSON(out, digits = I(17), na = "null", auto_unbox = TRUE), "bands.json")
