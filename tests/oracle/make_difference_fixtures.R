# Numbers by R for tests/oracle: run `Rscript make_difference_fixtures.R` in this folder; needs survival, cmprsk,
# jsonlite. Differences and ratios of remission and of restricted means are worked by hand from survfit's rows.
suppressMessages({library(survival); library(cmprsk); library(jsonlite)})
options(warn = 1)
Z <- qnorm(0.975)

# ---- the data: heavy ties, three to five groups, strata of which one lacks a group, one has a single person ---------
random <- function(i) {
  set.seed(5000 + i)
  n <- c(60, 90, 150, 240, 400, 120, 80, 300)[i]
  k <- c(3, 4, 5, 3, 5, 2, 2, 4)[i]
  days <- c(8, 15, 30, 60, 12, 25, 400, 900)[i]
  x <- data.frame(time = sample(0:days, n, TRUE), cause = sample(0:2, n, TRUE, c(.35, .45, .2)),
                  group = sample(letters[1:k], n, TRUE), stratum = sample(c("n", "s", "w"), n, TRUE, c(.5, .3, .2)))
  x$time <- pmin(days, round(x$time * (1 + match(x$group, letters) / 6)))      # the groups differ
  x$stratum[x$group == "a" & x$stratum == "w"] <- "n"                          # no a in w
  x$stratum[n] <- "alone"                                                      # one person, who tells nothing
  x
}
colon <- subset(survival::colon, etype == 1)
mgus <- survival::mgus2
real <- list(
  colon = data.frame(time = colon$time, cause = colon$status, group = as.character(colon$rx),
                     stratum = paste0("e", colon$extent)),
  veteran = data.frame(time = survival::veteran$time, cause = survival::veteran$status,
                       group = as.character(survival::veteran$celltype), stratum = paste0("t", survival::veteran$trt)),
  mgus2 = data.frame(time = ifelse(mgus$pstat == 1, mgus$ptime, mgus$futime),
                     cause = ifelse(mgus$pstat == 1, 1, 2 * mgus$death), group = as.character(mgus$sex),
                     stratum = cut(mgus$age, c(0, 60, 75, 200), labels = FALSE)))

# ---- two groups on one day, or to one day, by the delta method -----------------------------------------------------
at <- function(x, day) {                                   # S and its standard error at the end of the day
  s <- summary(survfit(Surv(time, cause == 1) ~ 1, data = x), times = c(-1, day), extend = TRUE)
  c(s$surv[2], s$std.err[2])
}
mean_to <- function(x, tau) {                              # survRM2's formula
  f <- survfit(Surv(time, cause == 1) ~ 1, data = x)
  inside <- f$time <= tau
  wk <- sort(c(f$time[inside], tau)); s <- f$surv[inside]
  areas <- diff(c(0, wk)) * c(1, s)
  d <- f$n.event[inside]; y <- f$n.risk[inside]
  v <- ifelse(y - d == 0, 0, d / (y * (y - d)))
  c(sum(areas), sqrt(sum(rev(cumsum(rev(areas[-1])))^2 * v)))
}
contrast <- function(one, two) {                           # of an estimate with its error, difference and log ratio
  one[2] <- if (isTRUE(one[2] > 0)) one[2] else NA         # where nobody or everybody failed an error of 0 says nothing
  two[2] <- if (isTRUE(two[2] > 0)) two[2] else NA
  d <- one[1] - two[1]; se <- sqrt(one[2]^2 + two[2]^2)
  r <- log(one[1] / two[1]); rs <- sqrt((one[2] / one[1])^2 + (two[2] / two[1])^2)
  list(difference = d, std_error = se, lower = d - Z * se, upper = d + Z * se, p = 2 * pnorm(-abs(d / se)),
       ratio = exp(r), ratio_error = rs, ratio_lower = exp(r - Z * rs), ratio_upper = exp(r + Z * rs),
       ratio_p = 2 * pnorm(-abs(r / rs)))
}
median_of <- function(x) {
  m <- summary(survfit(Surv(time, cause == 1) ~ 1, data = x, conf.type = "log-log"))$table
  unname(m[c("median", "0.95LCL", "0.95UCL")])
}
pairs_of <- function(x, days) {
  groups <- sort(unique(x$group))
  lapply(groups[-1], function(g) {
    one <- subset(x, group == g); two <- subset(x, group == groups[1])
    a <- median_of(one); b <- median_of(two); d <- a[1] - b[1]
    list(group = g, days = lapply(days, function(day) c(list(day = day), contrast(at(one, day), at(two, day)))),
         mean = lapply(days, function(day) c(list(day = day), contrast(mean_to(one, day), mean_to(two, day)))),
         median = I(c(d, d - sqrt((a[1] - a[2])^2 + (b[3] - b[1])^2), d + sqrt((a[3] - a[1])^2 + (b[1] - b[2])^2))))
  })
}

# ---- tests --------------------------------------------------------------------------------------------------------
tested <- function(f) {
  keep <- diag(f$var) > 1e-12
  o <- if (is.matrix(f$obs)) rowSums(f$obs) else f$obs
  e <- if (is.matrix(f$exp)) rowSums(f$exp) else f$exp
  w <- seq_along(o) - 1
  list(statistic = f$chisq, observed = I(o), expected = I(e), variance = lapply(seq_along(o), function(i) I(f$var[i, ])),
       df = sum(keep) - 1, p = pchisq(f$chisq, sum(keep) - 1, lower.tail = FALSE),
       trend = sum(w * (o - e))^2 / drop(t(w) %*% f$var %*% w))
}
tests <- function(x) {
  y <- Surv(x$time, x$cause == 1)
  score <- match(x$group, sort(unique(x$group))) - 1
  # Cox's exact score test is the log-rank test under ties as well; small data alone, for its time
  exact <- if (nrow(x) <= 150) coxph(y ~ score, ties = "exact")$score else NULL
  exact_strata <- if (nrow(x) <= 150) coxph(y ~ score + strata(x$stratum), ties = "exact")$score else NULL
  groups <- sort(unique(x$group)); p <- combn(groups, 2)
  raw <- apply(p, 2, function(g) {
    f <- survdiff(Surv(time, cause == 1) ~ group, data = subset(x, group %in% g)); pchisq(f$chisq, 1, lower.tail = FALSE)
  })
  list(plain = tested(survdiff(y ~ group, data = x)), rho1 = tested(survdiff(y ~ group, data = x, rho = 1)),
       rho_half = tested(survdiff(y ~ group, data = x, rho = 0.5)),
       strata = tested(survdiff(y ~ group + strata(stratum), data = x)),
       strata_rho1 = tested(survdiff(y ~ group + strata(stratum), data = x, rho = 1)),
       trend_by_cox = exact, trend_by_cox_in_strata = exact_strata,
       pairs = list(p = I(raw), holm = I(p.adjust(raw, "holm"))))
}
gray <- function(x) {
  if (length(unique(x$cause)) < 3) return(NULL)
  f <- cuminc(x$time, x$cause, x$group)$Tests
  list(statistic = I(unname(f[, "stat"])), p = I(unname(f[, "pv"])), df = I(unname(f[, "df"])), causes = I(rownames(f)))
}
sets <- c(real, setNames(lapply(1:8, random), sprintf("random%d", 1:8)))
made <- lapply(sets, function(x) {
  x <- x[order(x$time), ]
  top <- min(tapply(x$time, x$group, max))
  days <- unique(pmax(1, floor(top * c(0.3, 0.6, 0.9))))
  list(rows = list(time = I(x$time), cause = I(x$cause), group = I(x$group), stratum = I(as.character(x$stratum))),
       contrasts = pairs_of(x, days), tests = tests(x), gray = gray(x))
})
made_with <- list(R = R.version.string, survival = as.character(packageVersion("survival")),
                  cmprsk = as.character(packageVersion("cmprsk")))
writeLines(toJSON(list(sets = made, made_with = made_with), digits = I(17), na = "null", auto_unbox = TRUE,
                  dataframe = "columns"), "differences.json")
