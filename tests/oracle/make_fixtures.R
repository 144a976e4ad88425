# Numbers by R for tests/oracle: run `Rscript make_fixtures.R` in this folder; needs survival, cmprsk, prodlim, etm,
# jsonlite. One JSON per family; the rows themselves are in the fixtures, so the tests need no R.
suppressMessages({library(survival); library(cmprsk); library(prodlim); library(etm); library(jsonlite)})
options(warn = 1)

write_fixture <- function(x, file) {
  x$made_with <- list(R = R.version.string, survival = as.character(packageVersion("survival")),
                      cmprsk = as.character(packageVersion("cmprsk")), prodlim = as.character(packageVersion("prodlim")),
                      etm = as.character(packageVersion("etm")))
  writeLines(toJSON(x, digits = I(17), na = "null", auto_unbox = TRUE, dataframe = "columns"), file)
}

# ---- the data: time (whole days), cause (0 censored, 1 the event, 2 a competing one), group -----------------------
real <- function() {
  l <- survival::lung; v <- survival::veteran; o <- survival::ovarian; a <- survival::aml
  d <- subset(survival::colon, etype == 1); m <- survival::mgus2; p <- survival::pbc
  b <- subset(survival::bladder, enum == 1)
  out <- list(
    lung = data.frame(time = l$time, cause = l$status - 1, group = ifelse(l$sex == 1, "male", "female")),
    veteran = data.frame(time = v$time, cause = v$status, group = as.character(v$celltype)),
    ovarian = data.frame(time = o$futime, cause = o$fustat, group = paste0("rx", o$rx)),
    aml = data.frame(time = a$time, cause = a$status, group = as.character(a$x)),
    colon = data.frame(time = d$time, cause = d$status, group = as.character(d$rx)),
    mgus2 = data.frame(time = ifelse(m$pstat == 1, m$ptime, m$futime),
                       cause = ifelse(m$pstat == 1, 1, 2 * m$death), group = as.character(m$sex)),
    pbc = data.frame(time = p$time, cause = p$status, group = paste0("stage", ifelse(is.na(p$stage), 0, p$stage))),
    bladder = data.frame(time = b$stop, cause = b$event, group = paste0("rx", b$rx)))
  out$bladder$time <- pmax(out$bladder$time, 0)
  out
}

random <- function(i) {
  set.seed(1000 + i)
  n <- c(1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 300, 40, 60, 25, 150, 90, 70, 400)[i]
  days <- c(3, 5, 10, 20, 40)[1 + i %% 5]                       # far fewer days than people: heavy ties
  chance <- list(c(.3, .5, .2), c(.1, .6, .3), c(.6, .3, .1), c(.5, .5, 0), c(0, .7, .3))[[1 + i %% 5]]
  x <- data.frame(time = sample(0:days, n, TRUE), cause = sample(0:2, n, TRUE, chance),
                  group = sample(c("a", "b", "c")[1:(2 + i %% 2)], n, TRUE))
  x
}

# ---- one group at a time -------------------------------------------------------------------------------------------
km <- function(x, horizons) {
  y <- Surv(x$time, x$cause == 1)
  fit <- survfit(y ~ 1, conf.type = "log-log")
  s <- summary(fit, times = fit$time, censored = TRUE)
  narrow <- survfit(y ~ 1, conf.type = "log-log", conf.int = 0.8)
  mean <- lapply(horizons, function(h) {
    t <- survival:::survmean(fit, rmean = h)$matrix
    list(horizon = h, estimate = t[["rmean"]], std_error = t[["se(rmean)"]])
  })
  med <- summary(fit)$table[c("median", "0.95LCL", "0.95UCL")]
  med80 <- summary(narrow)$table[c("median", "0.8LCL", "0.8UCL")]
  list(time = I(s$time), estimate = I(s$surv), std_error = I(s$std.err), lower = I(s$lower), upper = I(s$upper),
       at_risk = I(s$n.risk), events = I(s$n.event), censored = I(s$n.censor), lower80 = I(narrow$lower),
       upper80 = I(narrow$upper), median = I(unname(med)), median80 = I(unname(med80)), rmst = mean)
}

ij <- function(x) {                                        # infinitesimal jackknife, by survival
  if (length(unique(x$cause)) < 2 && all(x$cause == 0)) return(NULL)
  # survfit has no day 0: a day later for all changes nothing
  y <- Surv(x$time + 1, factor(x$cause, 0:2))
  fit <- survfit(y ~ 1, conf.type = "log-log")
  list(time = I(fit$time - 1), at_risk = I(fit$n.risk[, 1]),
       estimate = lapply(2:3, function(k) I(fit$pstate[, k])), std_error = lapply(2:3, function(k) I(fit$std.err[, k])),
       lower = lapply(2:3, function(k) I(fit$lower[, k])), upper = lapply(2:3, function(k) I(fit$upper[, k])))
}

aalen <- function(x) {                                    # Aalen's variance, by cmprsk
  if (!any(x$cause > 0) || nrow(x) < 2) return(NULL)
  fit <- cuminc(x$time, x$cause)
  lapply(fit[grepl("^1 ", names(fit))], function(f) {
    last <- !duplicated(f$time, fromLast = TRUE)
    list(time = I(f$time[last]), estimate = I(f$est[last]), variance = I(f$var[last]))
  })
}

reverse <- function(x) {
  if (!any(x$cause == 0) || nrow(x) < 2) return(NULL)
  x$status <- as.numeric(x$cause > 0)
  fit <- prodlim(Hist(time, status) ~ 1, data = x, reverse = TRUE)
  list(time = I(fit$time), estimate = I(fit$surv), std_error = I(fit$se.surv),
       median = quantile(fit, 0.5)$quantiles.survival[1, "quantile"])
}

logrank <- function(x) {
  if (length(unique(x$group)) < 2 || !any(x$cause == 1)) return(NULL)
  f <- try(survdiff(Surv(time, cause == 1) ~ group, data = x), silent = TRUE)
  if (inherits(f, "try-error")) return(NULL)
  df <- sum(f$exp > 0) - 1
  list(groups = I(sort(unique(x$group))), statistic = f$chisq, degrees_of_freedom = df,
       p_value = pchisq(f$chisq, df, lower.tail = FALSE), observed = I(f$obs), expected = I(f$exp),
       variance = lapply(seq_along(f$obs), function(i) I(f$var[i, ])))
}

sets <- c(real(), setNames(lapply(1:20, random), sprintf("random%02d", 1:20)))
curves <- lapply(sets, function(x) {
  top <- max(x$time)
  horizons <- unique(pmax(1, c(floor(top / 3), floor(top / 2), top, top + 7)))
  list(rows = list(time = I(x$time), cause = I(x$cause), group = I(x$group)), kaplan_meier = km(x, horizons), jackknife = ij(x),
       aalen = aalen(x), reverse = reverse(x), logrank = logrank(x))
})
write_fixture(list(sets = curves), "curves.json")

# ---- late entry: survival for Kaplan-Meier, etm for incidences, coxph's score test for the log-rank ----------------
late <- function(i) {
  set.seed(2000 + i)
  n <- c(4, 10, 25, 60, 150, 300)[i]
  entry <- sample(0:12, n, TRUE) * sample(0:1, n, TRUE)
  x <- data.frame(entry = entry, time = entry + sample(1:25, n, TRUE), cause = sample(0:2, n, TRUE, c(.3, .5, .2)),
                  group = sample(c("a", "b", "c"), n, TRUE))
  if (i == 1) {                                            # nobody is at risk on days 5 to 7, and then somebody is
    x <- data.frame(entry = c(0, 0, 0, 7, 7, 8, 9), time = c(2, 3, 4, 10, 11, 12, 12), cause = c(1, 0, 0, 1, 2, 0, 1),
                    group = "a")
  }
  x
}
late_km <- function(x) {
  fit <- survfit(Surv(entry, time, cause == 1) ~ 1, data = x, conf.type = "log-log")
  # rows of survfit on which somebody leaves
  keep <- fit$n.event + fit$n.censor > 0
  s <- summary(fit, times = fit$time, censored = TRUE)
  list(time = I(fit$time[keep]), estimate = I(fit$surv[keep]), std_error = I(s$std.err[keep]), lower = I(fit$lower[keep]),
       upper = I(fit$upper[keep]), at_risk = I(fit$n.risk[keep]))
}
late_etm <- function(x) {
  tra <- matrix(FALSE, 3, 3, dimnames = list(0:2, 0:2)); tra[1, 2:3] <- TRUE
  d <- data.frame(id = seq_len(nrow(x)), from = "0", to = ifelse(x$cause == 0, "cens", as.character(x$cause)),
                  entry = x$entry, exit = x$time)
  f <- etm(d, c("0", "1", "2"), tra, "cens", s = 0)
  list(time = I(f$time), estimate = lapply(c("1", "2"), function(k) I(f$est["0", k, ])),
       variance = lapply(c("0 1", "0 2"), function(k) I(f$cov[k, k, ])))
}
late_sets <- lapply(1:6, function(i) {
  x <- late(i)
  list(rows = list(entry = I(x$entry), time = I(x$time), cause = I(x$cause), group = I(x$group)),
       kaplan_meier = late_km(x), etm = late_etm(x))
})
# without ties Cox's score test is the log-rank test, with late entry too
untied <- lapply(1:3, function(i) {
  set.seed(3000 + i)
  n <- c(12, 40, 100)[i]
  x <- data.frame(entry = sample(0:20, n, TRUE) * sample(0:1, n, TRUE))
  x$time <- 21 + sample(1:(5 * n), n)
  x$cause <- rbinom(n, 1, 0.6); x$group <- sample(c("a", "b", "c"), n, TRUE)
  x$entry[seq(1, n, 3)] <- pmin(x$time[seq(1, n, 3)] - 1, 60)
  f <- coxph(Surv(entry, time, cause) ~ group, data = x, ties = "breslow")
  list(rows = list(entry = I(x$entry), time = I(x$time), cause = I(x$cause), group = I(x$group)),
       statistic = f$score, degrees_of_freedom = 2)
})
write_fixture(list(curves = late_sets, untied = untied), "late_entry.json")

# ---- Cox, Efron, with strata ---------------------------------------------------------------------------------------
exactly <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-15)
cox <- function(formula, data, time, event, covariates, references = list(), strata = character()) {
  f <- coxph(formula, data = data, ties = "efron", control = exactly)
  s <- summary(f)$coefficients
  list(rows = c(list(time = I(data[[time]]), event = I(data[[event]])), lapply(data[c(covariates, strata)], I)),
       covariates = I(covariates), strata = I(strata), references = references, terms = I(rownames(s)),
       coefficient = I(unname(s[, "coef"])), std_error = I(unname(s[, "se(coef)"])), p_value = I(unname(s[, "Pr(>|z|)"])),
       lower = I(unname(exp(confint(f))[, 1])), upper = I(unname(exp(confint(f))[, 2])), n = f$n, events = f$nevent,
       log_likelihood = f$loglik[2])
}
l <- survival::lung; l$event <- l$status - 1; l$sex <- ifelse(l$sex == 1, "male", "female")
v <- survival::veteran; v$celltype <- as.character(v$celltype)
p <- subset(survival::pbc, !is.na(trt)); p$event <- as.numeric(p$status == 2); p$trt <- paste0("t", p$trt)
co <- subset(survival::colon, etype == 1); co$rx <- as.character(co$rx)
m <- survival::mgus2; m$sex <- as.character(m$sex)
set.seed(7)
r <- data.frame(time = sample(1:8, 250, TRUE), event = rbinom(250, 1, .6), x = rnorm(250),
                g = sample(c("p", "q", "r"), 250, TRUE), site = sample(c("n", "s"), 250, TRUE))
write_fixture(list(models = list(
  lung = cox(Surv(time, event) ~ age + relevel(factor(sex), "male") + ph.ecog, l, "time", "event", c("age", "sex", "ph.ecog")),
  lung_strata = cox(Surv(time, event) ~ age + ph.ecog + wt.loss + strata(sex), l, "time", "event",
                    c("age", "ph.ecog", "wt.loss"), strata = "sex"),
  veteran = cox(Surv(time, status) ~ relevel(factor(celltype), "large") + karno, v, "time", "status",
                c("celltype", "karno"), list(celltype = "large")),
  pbc = cox(Surv(time, event) ~ relevel(factor(trt), "t1") + age + bili + albumin, p, "time", "event",
            c("trt", "age", "bili", "albumin"), list(trt = "t1")),
  colon = cox(Surv(time, status) ~ relevel(factor(rx), "Obs") + nodes + strata(extent), co, "time", "status",
              c("rx", "nodes"), list(rx = "Obs"), "extent"),
  mgus2 = cox(Surv(futime, death) ~ age + relevel(factor(sex), "M") + hgb, m, "futime", "death", c("age", "sex", "hgb"),
              list(sex = "M")),
  tied = cox(Surv(time, event) ~ x + relevel(factor(g), "q") + strata(site), r, "time", "event", c("x", "g"),
             list(g = "q"), "site")
)), "cox.json")
