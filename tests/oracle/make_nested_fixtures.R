# Cox models stratified by site with doctors who work at one site each, by R for tests/oracle/test_nested_against_r.py:
# run `Rscript make_nested_fixtures.R` in this folder; needs survival, jsonlite. Within a site each doctor is held against
# the one with most patients; of the doctor who is alone at a site nothing can be told.
suppressMessages({library(survival); library(jsonlite)})
exactly <- coxph.control(eps = 1e-14, iter.max = 60, toler.chol = 1e-15)
set.seed(7400)
n <- 240
x <- data.frame(doctor = sample(c("d1", "d2", "d3", "d4", "d5", "d6"), n, TRUE, c(5, 4, 3, 6, 4, 3)))
x$site <- c(d1 = "a", d2 = "a", d3 = "a", d4 = "b", d5 = "b", d6 = "c")[x$doctor]
x$region <- c(a = "north", b = "south", c = "south")[x$site]
x$age <- sample(12:40, n, TRUE)
x$time <- 1 + floor(rexp(n, exp(.03 * (x$age - 20) + .5 * (x$doctor %in% c("d2", "d5"))) / 20))
x$event <- rbinom(n, 1, .6)
model <- coxph(Surv(time, event) ~ age + I(doctor == "d2") + I(doctor == "d3") + I(doctor == "d5") + strata(site), x,
               ties = "efron", control = exactly)
age <- coxph(Surv(time, event) ~ age + strata(site), x, ties = "efron", control = exactly)
out <- list(rows = lapply(x, I), terms = I(c("age", "doctor=d2", "doctor=d3", "doctor=d5")),
            coefficient = I(unname(coef(model))), std_error = I(unname(sqrt(diag(vcov(model))))),
            log_likelihood = model$loglik[2], age = I(c(coef(age)[[1]], sqrt(vcov(age)[[1]]))),
            counts = as.list(table(x$doctor)),
            made_with = list(R = R.version.string, survival = as.character(packageVersion("survival"))))
writeLines(toJSON(out, digits = I(17), na = "null", auto_unbox = TRUE), "nested.json")
