# States after a first course of course records, by a plain loop over the days and R's etm. A relapse may be treated with
# isotretinoin: a course, unless one of 28 days or more runs then or began within 90 days before. A row that runs then, or
# the next within 90 days, records it, however short; every other row of fewer than 28 days is no course. Run in this
# folder: Rscript make_short_course_fixtures.R
suppressPackageStartupMessages({library(etm); library(jsonlite)})
set.seed(20261130)
n <- 240
at <- c(100, 365, 730, 1095)
days <- function(x) ifelse(is.na(x), Inf, x)
person <- function(i) {
  last <- sample(300:1300, 1)
  relapse <- if (runif(1) < 0.6) sample(20:last, 1) else NA
  treated <- if (is.na(relapse)) NA else sample(c("isotretinoin", "topical"), 1)
  again <- if (!is.na(relapse) && runif(1) < 0.4 && relapse < last) min(relapse + sample(1:300, 1), last) else NA
  start <- sort(sample(30:1200, sample(0:3, 1))); length <- sample(c(8, 15, 27, 28, 60, 150), length(start), TRUE)
  end <- start + length - 1
  apart <- if (length(start)) c(TRUE, start[-1] > end[-length(end)] + 10) else logical(0)
  keep <- cumprod(apart & end <= last) == 1
  list(last = last, relapse = relapse, treated = treated, again = again, start = start[keep], end = end[keep])
}
courses_of <- function(p) {
  # rows and isotretinoin for the relapse in turn; what one records of the other is one course
  told <- if (identical(p$treated, "isotretinoin")) p$relapse else NA
  long <- p$end - p$start + 1 >= 28
  if (is.na(told) || any(long & p$start <= told & pmax(p$end, p$start + 90) >= told))
    return(data.frame(begun = p$start[long], ended = p$end[long]))
  made <- NULL
  held <- sum(p$start <= told)
  held <- if (held > 0 && p$end[held] >= told) held else 0
  following <- which(p$start > told)[1]
  recorded <- !is.na(following) && p$start[following] <= told + 90
  for (k in seq_along(p$start)) {
    mine <- k == held || (recorded && k == following)
    if (mine) next
    if (long[k]) made <- rbind(made, data.frame(begun = p$start[k], ended = p$end[k]))
  }
  rows <- c(if (held > 0) held, if (recorded) following)
  made <- rbind(made, data.frame(begun = min(told, p$start[rows]), ended = if (length(rows)) max(p$end[rows]) else NA))
  made[order(made$begun), ]
}
moves_of <- function(p) {
  further <- courses_of(p)
  begun <- further$begun
  relapse <- min(days(p$relapse), days(begun))
  state <- 1; moves <- NULL; bad <- -1; clear <- -1
  for (day in seq_len(p$last)) {
    if (day == days(p$relapse) || day == relapse || day %in% begun) bad <- day
    if (day == days(p$again)) clear <- day
    on <- any(begun <= day & day <= further$ended, na.rm = TRUE)
    now <- if (day < relapse) 1 else if (on) 3 else if (clear > bad) 1 else 2
    if (now != state) { moves <- rbind(moves, c(day, state, now)); state <- now }
  }
  moves
}
people <- lapply(seq_len(n), person)
rows <- do.call(rbind, lapply(seq_len(n), function(i) {
  m <- moves_of(people[[i]]); last <- people[[i]]$last
  out <- c(m[, 1], last); entry <- c(0, m[, 1]); from <- c(m[, 2], if (is.null(m)) 1 else m[nrow(m), 3])
  made <- data.frame(id = i, from = from - 1, to = c(m[, 3] - 1, "cens"), entry = entry, exit = out)
  made[made$exit > made$entry, ]
}))
tra <- matrix(TRUE, 3, 3); diag(tra) <- FALSE
fit <- etm(rows, c("0", "1", "2"), tra, "cens", s = 0)
write_json(list(
  made_with = paste("R", getRversion(), "etm", packageVersion("etm")),
  people = lapply(people, function(p) lapply(p, function(x) if (length(x) == 1 && is.na(x)) NULL else I(x))),
  at = at, further = sum(rows$to == "2"),
  estimate = sapply(at, function(t) fit$est[1, , findInterval(t, fit$time)])
), "short_courses.json", digits = I(17), auto_unbox = TRUE, null = "null")
