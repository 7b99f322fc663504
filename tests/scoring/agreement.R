# The figures of agreement_test.py's cases as R has them, or as they follow plainly from their definitions.
#
# usage: Rscript --vanilla agreement.R CASES
#
# Reads cases as statistics_figures.cpp does, one a line, and prints the figures of each in the same form.
options(warn = 2) # a warning here would be a case that R understands otherwise

tail_of <- function(confidence) (1 - confidence) / 2

# The words of a line, taken from the left.
reader <- function(line) {
  words <- strsplit(trimws(line), "[ \t]+")[[1]]
  at <- 1
  take <- function(count) {
    if (at + count - 1 > length(words)) stop("the line ends too early: ", substr(line, 1, 200))
    taken <- words[seq_len(count) + at - 1]
    at <<- at + count
    taken
  }
  numbers <- function(count) as.numeric(take(count))
  list(word = function() take(1), number = function() numbers(1), numbers = numbers,
       sample = function() numbers(numbers(1)))
}

quantile_case <- function(words) {
  q <- words$number()
  tail <- tail_of(words$number())
  values <- sort(words$sample())
  n <- length(values)
  low <- which(pbinom(seq_len(n) - 1, n, q) <= tail)
  high <- which(pbinom(seq_len(n) - 1, n, q, lower.tail = FALSE) <= tail)
  low <- if (length(low)) max(low) else NA_integer_
  high <- if (length(high)) min(high) else NA_integer_
  below <- if (is.na(low)) 0 else pbinom(low - 1, n, q)
  above <- if (is.na(high)) 0 else pbinom(high - 1, n, q, lower.tail = FALSE)
  c(quantile(values, q, type = 1, names = FALSE), values[low], values[high], 1 - below - above)
}

mean_case <- function(words) {
  confidence <- words$number()
  shares <- words$sample()
  if (length(unique(shares)) < 2) return(NA)
  found <- t.test(shares, conf.level = confidence)
  c(found$estimate, pmin(pmax(found$conf.int, 0), 1))
}

lower_end <- function(successes, trials, confidence) {
  ifelse(successes > 0, qbeta(tail_of(confidence), pmax(successes, 1e-300), trials - successes + 1), 0)
}

upper_end <- function(successes, trials, confidence) {
  ifelse(successes < trials,
         qbeta(tail_of(confidence), successes + 1, pmax(trials - successes, 1e-300), lower.tail = FALSE), 1)
}

at_least <- function(successes, trials, share) {
  ifelse(successes > 0, pbeta(share, pmax(successes, 1e-300), trials - successes + 1), 1)
}

at_most <- function(successes, trials, share) {
  ifelse(successes < trials,
         pbeta(share, successes + 1, pmax(trials - successes, 1e-300), lower.tail = FALSE), 1)
}

proportion_case <- function(words) {
  confidence <- words$number()
  share <- words$number()
  successes <- words$number()
  trials <- words$number()
  whole <- successes == round(successes) && trials == round(trials)
  interval <- if (whole) {
    binom.test(successes, trials, conf.level = confidence)$conf.int
  } else {
    c(lower_end(successes, trials, confidence), upper_end(successes, trials, confidence))
  }
  chances <- if (whole) {
    c(pbinom(successes - 1, trials, share, lower.tail = FALSE), pbinom(successes, trials, share))
  } else {
    c(at_least(successes, trials, share), at_most(successes, trials, share))
  }
  c(interval, chances)
}

# By ranks, which are all that counts, since R leaves infinite values out.
mann_whitney_case <- function(words) {
  a <- words$sample()
  b <- words$sample()
  if (length(unique(c(a, b))) == 1) return(c(length(a) * length(b) / 2, 1))
  ranks <- rank(c(a, b))
  first <- seq_along(a)
  exact <- !anyDuplicated(ranks) && (max(length(a), length(b)) < 50 || min(length(a), length(b)) <= 8)
  found <- wilcox.test(ranks[first], ranks[-first], exact = exact, correct = TRUE)
  c(found$statistic, found$p.value)
}

cliffs_delta_case <- function(words) {
  confidence <- words$number()
  a <- words$sample()
  b <- words$sample()
  pairs <- outer(a, b, ">") - outer(a, b, "<")
  delta <- mean(pairs)
  m <- length(a)
  n <- length(b)
  least <- min(m, n)
  if (least < 2) return(c(delta, NA, NA))
  z <- qnorm(tail_of(confidence), lower.tail = FALSE)
  if (abs(delta) == 1) {
    other <- max((least - z^2) / (least + z^2), -1)
    return(if (delta > 0) c(delta, other, 1) else c(delta, -1, -other))
  }
  rows <- sum((rowMeans(pairs) - delta)^2)
  columns <- sum((colMeans(pairs) - delta)^2)
  variance <- (n^2 * rows + m^2 * columns - sum((pairs - delta)^2)) / (m * n * (m - 1) * (n - 1))
  variance <- max(variance, (1 - delta^2) / (m * n - 1))
  reach <- z * sqrt(variance) * sqrt((1 - delta^2)^2 + z^2 * variance)
  ends <- (delta - delta^3 + c(-1, 1) * reach) / (1 - delta^2 + z^2 * variance)
  c(delta, max(ends[1], -1), min(ends[2], 1))
}

hodges_lehmann_case <- function(words) {
  confidence <- words$number()
  a <- words$sample()
  b <- words$sample()
  m <- length(a)
  n <- length(b)
  if (m < 50 && n < 50 && !anyDuplicated(c(a, b))) {
    # Where this is 0, R widens its test rather than saying that there is no interval.
    if (qwilcox(tail_of(confidence), m, n) == 0) return(c(median(outer(a, b, "-")), NA, NA))
    found <- wilcox.test(a, b, exact = TRUE, conf.int = TRUE, conf.level = confidence)
    return(c(found$estimate, found$conf.int))
  }
  differences <- sort(outer(a, b, "-"))
  z <- qnorm(tail_of(confidence), lower.tail = FALSE)
  rank <- floor(m * n / 2 - z * sqrt(m * n * (m + n + 1) / 12))
  if (rank < 1) return(c(median(differences), NA, NA))
  c(median(differences), differences[rank], differences[m * n + 1 - rank])
}

holm_case <- function(words) p.adjust(words$sample(), method = "holm")

# Rows of the line's groups: night, stratum, over, size.
correlation_case <- function(words) {
  count <- words$number()
  groups <- matrix(words$numbers(4 * count), nrow = 4)
  night <- factor(rep(seq_len(count), groups[4, ]))
  stratum <- rep(groups[2, ], groups[4, ])
  over <- unlist(lapply(seq_len(count), function(i) rep(c(1, 0), c(groups[3, i], groups[4, i] - groups[3, i]))))
  strata <- unique(groups[2, ])
  between_degrees <- count - length(strata)
  within_degrees <- length(over) - count
  if (between_degrees < 1 || within_degrees < 1) return(NA)
  of_night <- ave(over, night)
  between <- sum((of_night - ave(over, stratum))^2) / between_degrees
  within <- sum((over - of_night)^2) / within_degrees
  spread <- sum(sapply(strata, function(s) {
    sizes <- groups[4, groups[2, ] == s]
    sum(sizes) - sum(sizes^2) / sum(sizes)
  }))
  usual <- spread / between_degrees
  if (!(between + (usual - 1) * within > 0)) return(NA)
  rho <- if (length(strata) == 1 && within > 0) {
    f <- anova(lm(over ~ night))[["F value"]][1]
    (f - 1) / (f + usual - 1)
  } else {
    (between - within) / (between + (usual - 1) * within)
  }
  c(rho, 1 + (sum(groups[4, ]^2) / length(over) - 1) * rho)
}

# The share over every threshold and the effective number of measurements behind it (Korn and Graubard).
share_curve <- function(night, stratum, values, weights, confidence, thresholds) {
  sizes <- lengths(values)
  shares <- t(sapply(values, function(some) 1 - findInterval(thresholds, sort(some)) / length(some)))
  nights <- tabulate(stratum, length(weights))
  weight <- (weights / sum(weights))[stratum]
  to_mean <- weight / nights[stratum]
  effective_nights <- 1 / sum(rowsum(to_mean, night)^2)
  mean_of <- rowsum(shares, stratum) / nights
  share <- colSums(weights / sum(weights) * mean_of)
  residual <- to_mean * sqrt(nights / (nights - 1))[stratum] * (shares - mean_of[stratum, , drop = FALSE])
  variance <- colSums(rowsum(residual, night)^2)
  independent <- 1 / sum(to_mean^2 / sizes)
  tail <- tail_of(confidence)
  degrees <- max(1, effective_nights - length(weights))
  ratio <- min(1, (qt(tail, sum(sizes) - 1) / qt(tail, degrees))^2)
  effective <- ifelse(variance < 1e-30, independent, pmin(independent, share * (1 - share) / variance * ratio))
  over <- colSums(shares * sizes)
  all_or_none <- over < 0.5 | over > sum(sizes) - 0.5
  share[all_or_none] <- round(share[all_or_none])
  effective[all_or_none] <- effective_nights
  list(share = share, effective = effective)
}

evaluation_case <- function(words) {
  confidence <- words$number()
  allowed <- words$number()
  limit <- words$number()
  weights <- words$sample()
  groups <- lapply(seq_len(words$number()), function(i) {
    list(night = words$number(), stratum = words$number() + 1, values = words$sample())
  })
  values <- lapply(groups, `[[`, "values")
  thresholds <- c(-Inf, sort(unique(unlist(values))))
  curve <- share_curve(sapply(groups, `[[`, "night"), sapply(groups, `[[`, "stratum"), values, weights,
                       confidence, thresholds)
  n <- curve$effective
  successes <- curve$share * n
  count <- length(thresholds)
  here <- max(which(thresholds <= limit))
  many <- at_least(successes, n, allowed)
  few <- at_most(successes, n, allowed)
  few_from_here <- rev(cummax(rev(few)))
  kept <- few_from_here <= tail_of(confidence)
  missed <- cummax(many) < tail_of(confidence)
  low <- if (missed[1]) thresholds[match(FALSE, missed)] else NA
  lower <- min(lower_end(successes, n, confidence)[1:here])
  upper <- max(upper_end(successes, n, confidence)[here:count])
  verdict <- if (kept[here]) 0 else if (missed[here]) 1 else 2
  share <- curve$share[here]
  c(verdict, share, lower, upper, thresholds[match(TRUE, curve$share <= allowed + 1e-9)], low,
    thresholds[match(TRUE, kept)], n[here], if (share <= allowed) many[here] else cummax(many)[here],
    if (share >= allowed) few[here] else few_from_here[here])
}

cases <- list(quantile = quantile_case, mean = mean_case, proportion = proportion_case,
              mann_whitney = mann_whitney_case, cliffs_delta = cliffs_delta_case,
              hodges_lehmann = hodges_lehmann_case, holm = holm_case, correlation = correlation_case,
              evaluation = evaluation_case)

for (line in readLines(commandArgs(trailingOnly = TRUE)[1])) {
  words <- reader(line)
  figures <- cases[[words$word()]](words)
  cat(ifelse(is.na(figures), "none", sprintf("%.17g", figures)), "\n")
}
