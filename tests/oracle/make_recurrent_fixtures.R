# The mean number of further courses with death as terminal event (Ghosh and Lin 2000), in two ways:
#  - mets::recurrentMarginal on data without ties (thousandths of days): estimates, and its standard error, which has Y where the derivative of
#    the product has Y - d, so that the two differ by about 1/Y of a share of the variance;
#  - on data with ties: the estimator as a function of case weights, and its derivative by each person's weight taken
#    numerically by complex steps (exact to rounding): the infinitesimal jackknife.
# Run in this folder: Rscript make_recurrent_fixtures.R   (writes recurrent.json)
suppressPackageStartupMessages({library(survival); library(mets); library(jsonlite)})
set.seed(20261128)
people <- function(n, scale, ties) {
  round_to <- function(x) if (ties) pmax(ceiling(x / 30) * 30, 1) else ceiling(x * 1000)
  out <- lapply(seq_len(n), function(i) {
    rate <- rgamma(1, 2, 2) / scale
    died <- rexp(1, 1 / 4000); left <- runif(1, 200, 2500)
    until <- round_to(min(died, left)); t <- 0; days <- c()
    repeat { t <- t + rexp(1, rate) + 60; d <- round_to(t); if (d > until) break; days <- c(days, d) }
    list(until = until, died = as.integer(died < left), days = unique(days))
  })
  list(until = sapply(out, `[[`, "until"), died = sapply(out, `[[`, "died"), days = lapply(out, `[[`, "days"))
}
weighted_mean <- function(p, w, at) {           # w may be complex
  days <- sort(unique(c(p$until, unlist(p$days))))
  s <- 1 + 0i; mu <- 0i; out <- c()
  for (d in days[days <= max(at)]) {
    y <- sum(w[p$until >= d]); dn <- sum(w * sapply(p$days, function(x) sum(x == d)))
    mu <- mu + s * dn / y; s <- s * (1 - sum(w[p$until == d & p$died == 1]) / y)
    out <- rbind(out, c(d, mu))
  }
  sapply(at, function(a) { k <- sum(Re(out[, 1]) <= a); if (k) out[k, 2] else 0i })
}
jackknife <- function(p, at) {
  n <- length(p$until); h <- 1e-30
  moved <- sapply(seq_len(n), function(i) { w <- rep(1 + 0i, n); w[i] <- w[i] + h * 1i; Im(weighted_mean(p, w, at)) / h })
  list(estimate = Re(weighted_mean(p, rep(1 + 0i, n), at)), std_error = sqrt(rowSums(moved^2)))
}
with_mets <- function(p, at) {
  rows <- do.call(rbind, lapply(seq_along(p$until), function(i) {
    stops <- c(p$days[[i]], p$until[i])
    data.frame(id = i, entry = c(0, p$days[[i]]), time = stops,
               status = c(rep(1, length(p$days[[i]])), 0), death = c(rep(0, length(p$days[[i]])), p$died[i]))
  }))
  rows <- rows[rows$time > rows$entry, ]
  xr <- phreg(Surv(entry, time, status) ~ cluster(id), data = rows)
  dr <- phreg(Surv(entry, time, death) ~ cluster(id), data = rows)
  out <- recurrentMarginal(xr, dr)
  k <- sapply(at, function(a) sum(out$times <= a))
  list(estimate = out$mu[k], std_error = out$se.mu[k])
}
at <- c(365, 730, 1095, 1826)
smooth <- people(160, 700, FALSE); tied <- people(140, 700, TRUE); other <- people(90, 400, TRUE)
write_json(list(
  made_with = paste("R", getRversion(), "mets", packageVersion("mets")), at = at,
  smooth = c(smooth, list(mets = with_mets(smooth, 1000 * at), jackknife = jackknife(smooth, 1000 * at))),
  tied = c(tied, list(jackknife = jackknife(tied, at))), other = c(other, list(jackknife = jackknife(other, at)))
), "recurrent.json", digits = I(17), auto_unbox = TRUE)
