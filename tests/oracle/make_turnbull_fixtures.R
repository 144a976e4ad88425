# Turnbull's estimate of intervals (after, by] by R's survfit(Surv(l, r, type = "interval2")). R stops when no mass moves
# by more than 5e-5; here the same iteration is run until none moves by more than 1e-11.
# Run in this folder: Rscript make_turnbull_fixtures.R   (writes turnbull.json)
suppressPackageStartupMessages({library(survival); library(jsonlite)})
code <- deparse(survival:::survfitTurnbull)
stopifnot(sum(grepl("5e-05", code)) == 1)
assignInNamespace("survfitTurnbull", eval(parse(text = sub("5e-05", "1e-11", code)), asNamespace("survival")), "survival")
set.seed(20261130)
one <- function(n, gap, span) {
  t <- ceiling(rexp(n, 1 / 700)); first <- sample(0:gap, n, TRUE); each <- sample(gap:(3 * gap), n, TRUE)
  last <- sample(gap:span, n, TRUE)
  k <- floor((t - first - 1) / each); l <- ifelse(k < 0, 0, first + k * each); r <- first + (pmax(k, -1) + 1) * each
  seen <- r <= last & r > l
  l <- ifelse(seen, l, pmax(first + floor((last - first) / each) * each, 0)); r <- ifelse(seen, r, NA)
  fit <- survfit(Surv(l, r, type = "interval2") ~ 1)
  ends <- sort(unique(r[!is.na(r)]))
  list(after = l, by = ifelse(seen, r, -1), at = ends, free = summary(fit, times = ends, extend = TRUE)$surv)
}
write_json(list(made_with = paste("R", getRversion(), "survival", packageVersion("survival")),
                sets = list(one(40, 100, 1500), one(60, 150, 1200), one(25, 200, 1500))),
           "turnbull.json", digits = I(17), auto_unbox = TRUE)
