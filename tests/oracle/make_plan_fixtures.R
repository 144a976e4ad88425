# How many people a study needs, from the formula in R: no package, its own integration by day and its own search.
# Remission at the horizon h: H(t) = a (1 - exp(-(t/450)^0.8)), a such that exp(-H(h)) is the expected remission.
# Followed to day d: recruited evenly over r days, each at least f days; lost with a constant yearly share l.
# Greenwood of expected counts: var log S = 1/n sum_d q / ((1 - q) S(d-1) G(d)); limits on log(-log S).
# At least ten people are observed at the horizon (pbinom). Run in this folder: Rscript make_plan_fixtures.R
suppressPackageStartupMessages(library(jsonlite))
unit_error <- function(s, h, f, r, l) {
  a <- -log(s) / (1 - exp(-(h / 450)^0.8)); d <- 1:h
  free <- exp(-a * (1 - exp(-(c(0, d) / 450)^0.8))); q <- 1 - free[-1] / free[-(h + 1)]
  g <- pmin(1, pmax(0, (f + r + 1 - d) / (r + 1))) * (1 - l)^(d / 365.25)
  c(sqrt(sum(q / ((1 - q) * free[-(h + 1)] * g))) / abs(log(s)), g[h])
}
G <- function(p) log(-log(p))
power_of <- function(x, n) {
  e <- unit_error(x$remission, x$horizon, x$follow, x$recruit, x$lost); se <- e[1] / sqrt(n)
  seen <- 1 - pbinom(9, n, e[2]); z2 <- qnorm(1 - (1 - x$level) / 2); z1 <- qnorm(x$level)
  p <- switch(x$aim,
    below = pnorm((G(x$remission) - G(x$claim)) / se - z2),
    above = pnorm((G(x$claim) - G(x$remission)) / se - z2),
    equivalent = max(0, pnorm((G(x$claim - x$margin) - G(x$remission)) / se - z1) +
      (if (x$claim + x$margin < 1) pnorm((G(x$remission) - G(x$claim + x$margin)) / se - z1) else 1) - 1))
  p * seen
}
half <- function(x, n) {
  e <- unit_error(x$remission, x$horizon, x$follow, x$recruit, x$lost); k <- exp(qnorm(1 - (1 - x$level) / 2) * e[1] / sqrt(n))
  (x$remission^(1 / k) - x$remission^k) / 2
}
enough <- function(x, n) {
  e <- unit_error(x$remission, x$horizon, x$follow, x$recruit, x$lost)
  if (n * e[2] < 10) FALSE else if (x$aim == "precision") half(x, n) <= x$half else power_of(x, n) >= x$power
}
least <- function(x) { n <- 1; while (!enough(x, n)) n <- n + 1; n }
rows <- list()
for (aim in c("below", "above", "equivalent", "precision")) for (remission in c(0.6, 0.78, 0.83, 0.87, 0.93))
  for (claim in c(0.85, 0.97)) for (way in list(c(730, 730, 0, 0), c(730, 730, 365, 0.1), c(1826, 1500, 900, 0.2), c(365, 400, 30, 0.05))) {
    if (aim == "below" && remission >= claim || aim == "above" && remission <= claim) next
    if (aim == "equivalent" && abs(remission - claim) > 0.04) next
    if (aim == "precision" && claim == 0.97) next
    x <- list(aim = aim, remission = remission, claim = claim, margin = 0.06, level = 0.95, power = 0.9, half = 0.03,
              horizon = way[1], follow = way[2], recruit = way[3], lost = way[4])
    n <- least(x)
    rows[[length(rows) + 1]] <- c(x, list(people = n, at = if (aim == "precision") half(x, 400) else power_of(x, 4000)))
  }
write_json(list(made_with = paste("R", getRversion()), rows = rows), "plan.json", digits = I(17), auto_unbox = TRUE)
