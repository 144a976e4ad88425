# Numbers by base R for tests/oracle/test_funnel_against_r.py: run `Rscript make_funnel_fixtures.R` in this folder; needs
# jsonlite. Tails of whole numbers of people are R's binomial ones, taken as logarithms; of others its beta ones.
suppressMessages(library(jsonlite))
above <- function(x, n, p) { # log of P(X > x) + P(X = x) / 2
  if (x == round(x) && n == round(n)) {
    a <- pbinom(x, n, p, lower.tail = FALSE, log.p = TRUE)
    b <- dbinom(x, n, p, log = TRUE) - log(2)
    return(max(a, b) + log1p(exp(-abs(a - b))))
  }
  from <- if (x > 0) pbeta(p, x, n - x + 1) else 1
  beyond <- if (x < n) pbeta(p, x + 1, n - x) else 0
  log((from + beyond) / 2)
}
score <- function(x, n, p) {
  a <- above(x, n, p); b <- above(n - x, n, 1 - p)
  if (a < b) -qnorm(a, log.p = TRUE) else qnorm(b, log.p = TRUE)
}
upper <- function(n, p, level) {
  q <- (1 - level) / 2
  if (p^n / 2 >= q) return(1)
  uniroot(function(s) (pbeta(p, n * s, n - n * s + 1) + pbeta(p, n * s + 1, n - n * s)) / 2 - q, c(p / 2, 1 - 1e-12),
          tol = 1e-15, maxiter = 10000)$root
}
scores <- data.frame(
  x = c(161, 160, 155, 0, 20, 70, 79, 60.5, 33.25, 100, 199.7, 12, 300, 700, 0),
  n = c(161, 161, 161, 30, 20, 100, 100, 80.25, 40.5, 102, 200.1, 12, 1100, 1100, 40),
  p = c(0.987, 0.987, 0.987, 0.02, 0.5, 0.7, 0.9, 0.8, 0.95, 0.987, 0.995, 0.01, 0.7, 0.7, 0.6))
scores$z <- mapply(score, scores$x, scores$n, scores$p)
far <- list(x = 2200, n = 4000, p = 0.85)
far$z <- score(far$x, far$n, far$p)
limits <- expand.grid(n = c(20, 57.3, 102, 161, 1000), p = c(0.02, 0.3, 0.7, 0.9, 0.987, 0.999), level = c(0.95, 0.998))
limits$upper <- mapply(upper, limits$n, limits$p, limits$level)
limits$lower <- 1 - mapply(upper, limits$n, 1 - limits$p, limits$level)

# every way in which the outcomes can fall on few small sites
size <- c(12, 20, 30, 8, 25); failed <- c(5, 0, 1, 0, 2)
ways <- as.matrix(expand.grid(lapply(size, function(n) 0:min(n, sum(failed)))))
ways <- ways[rowSums(ways) == sum(failed), ]
chance <- apply(ways, 1, function(d) exp(sum(lchoose(size, d)) - lchoose(sum(size), sum(failed))))
law <- 1 - sum(failed) / sum(size)
table <- lapply(size, function(n) sapply(0:min(n, sum(failed)), function(d) score(n - d, n, law)))
z <- sapply(seq_along(size), function(i) table[[i]][ways[, i] + 1])
square <- function(z) { q <- quantile(z, c(0.1, 0.9)); mean(pmin(pmax(z, q[1]), q[2])^2) }
drawn <- apply(z, 1, square)
own <- square(sapply(seq_along(size), function(i) table[[i]][failed[i] + 1]))
usual <- sum(chance * drawn)
spread <- sqrt(sum(chance * (drawn - usual)^2))
few <- list(size = size, failed = failed, phi = own / usual, relative_sd = spread / usual,
            p_value = sum(chance[drawn >= own - 1e-9]), by_chance = sum(chance * rowSums(abs(z) > qnorm(0.975))))
stopifnot(abs(sum(chance) - 1) < 1e-12)
writeLines(toJSON(list(scores = scores, far = far, limits = limits, few = few, made_with = list(R = R.version.string)),
                  digits = I(17), auto_unbox = TRUE), "funnel.json")
