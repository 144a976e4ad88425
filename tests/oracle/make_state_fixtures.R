# States after a first course by R's multi-state survfit: Aalen-Johansen with the infinitesimal jackknife over people,
# log-log limits; the same shares by etm. People relapse, are clear again, go on a further course and die; heavy ties.
# Run in this folder: Rscript make_state_fixtures.R   (writes states.json)
suppressPackageStartupMessages({library(survival); library(etm); library(jsonlite)})
set.seed(20261129)
names <- c("in_remission", "relapsed", "further_course", "dead")
rates <- rbind(c(0, 8, 2, 0.4), c(7, 0, 4, 0.6), c(9, 3, 0, 0.5)) / 5000
path <- function(grid) {
  last <- grid * (1 + floor(runif(1, 0, 2000 / grid))); day <- 0; state <- 1; moves <- NULL
  repeat {
    wait <- rexp(3, rates[state, -state]); to <- setdiff(1:4, state)[which.min(wait)]
    day <- grid * ceiling((day + min(wait)) / grid + 1e-9)
    if (day > last || state == 4) break
    moves <- rbind(moves, c(day, to)); state <- to
    if (state == 4) break
  }
  list(moves = moves, last = if (state == 4) moves[nrow(moves), 1] else last)
}
one <- function(n, grid, at) {
  paths <- replicate(n, path(grid), simplify = FALSE)
  rows <- do.call(rbind, lapply(seq_len(n), function(i) {
    m <- paths[[i]]$moves; last <- paths[[i]]$last
    entry <- c(0, if (!is.null(m)) m[, 1]); from <- c(1, if (!is.null(m)) m[, 2])
    out <- c(if (!is.null(m)) m[, 1], last); to <- c(if (!is.null(m)) m[, 2], 0)
    keep <- out > entry & from != 4
    data.frame(id = i, entry = entry, exit = out, from = from, to = to)[keep, ]
  }))
  fit <- survfit(Surv(entry, exit, factor(to, 0:4, c("censor", names))) ~ 1, data = rows, id = id,
                 istate = factor(from, 1:4, names), conf.type = "log-log")
  by <- summary(fit, times = at, extend = TRUE)
  order <- match(names, fit$states)
  tra <- matrix(FALSE, 4, 4); tra[1:3, ] <- TRUE; diag(tra) <- FALSE
  other <- etm(data.frame(id = rows$id, from = rows$from - 1, to = ifelse(rows$to == 0, "cens", rows$to - 1),
                          entry = rows$entry, exit = rows$exit), c("0", "1", "2", "3"), tra, "cens", s = 0)
  at_etm <- sapply(at, function(t) {
    k <- findInterval(t, other$time)
    if (k == 0) c(1, 0, 0, 0) else other$est[1, , k]
  })
  list(moves = lapply(paths, function(p) if (is.null(p$moves)) list() else unname(split(p$moves, seq_len(nrow(p$moves))))),
       last = sapply(paths, function(p) p$last), at = at,
       estimate = t(by$pstate[, order]), std_error = t(by$std.err[, order]),
       lower = t(by$lower[, order]), upper = t(by$upper[, order]), etm = at_etm)
}
write_json(list(
  made_with = paste("R", getRversion(), "survival", packageVersion("survival"), "etm", packageVersion("etm")),
  sets = list(one(150, 20, c(100, 365, 730, 1095, 1500)), one(60, 1, c(50, 365, 730, 1500)), one(25, 100, c(300, 900)))
), "states.json", digits = I(17), auto_unbox = TRUE)
