//! The distributions behind the intervals: gamma, beta, normal, Student. Written from their series and continued
//! fractions; each inverse is a bracketed Newton search, so that it is as exact as the function it inverts.

/// As close as the series and fractions are carried.
const ENOUGH: f64 = 1e-16;
/// More terms than any argument of ours needs; a loop without an end is worse than a last digit.
const TERMS_MAX: usize = 100_000;

/// ln Γ(x) for x > 0: Stirling's series after stepping x up past 15.
pub fn ln_gamma(x: f64) -> f64 {
    let mut x = x;
    let mut product = 1.0;
    while x < 15.0 {
        product *= x;
        x += 1.0;
    }
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    let tail = inverse
        * (1.0 / 12.0
            - square
                * (1.0 / 360.0
                    - square
                        * (1.0 / 1260.0
                            - square
                                * (1.0 / 1680.0 - square * (1.0 / 1188.0 - square * 691.0 / 360_360.0)))));
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + tail - product.ln()
}

/// The lower share P(a, x) and the upper share Q(a, x) of the gamma distribution of shape a; each is computed in the
/// range where it loses no digits.
pub fn gamma_shares(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let mut term = 1.0 / a;
        let mut sum = term;
        let mut n = a;
        for _ in 0..TERMS_MAX {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < sum * ENOUGH {
                break;
            }
        }
        let lower = front * sum;
        (lower, 1.0 - lower)
    } else {
        let upper = front * lentz(x + 1.0 - a, |n| (-n * (n - a), x + 2.0 * n + 1.0 - a));
        (1.0 - upper, upper)
    }
}

/// 1 / (b0 + a1 / (b1 + a2 / (b2 + …))) by Lentz's method; `term` gives (a_n, b_n) for n = 1, 2, ….
fn lentz(b0: f64, term: impl Fn(f64) -> (f64, f64)) -> f64 {
    const TINY: f64 = 1e-300;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / if b0.abs() < TINY { TINY } else { b0 };
    let mut h = d;
    let mut n = 1.0;
    for _ in 0..TERMS_MAX {
        let (a, b) = term(n);
        d = a * d + b;
        d = 1.0 / if d.abs() < TINY { TINY } else { d };
        c = b + a / c;
        if c.abs() < TINY {
            c = TINY;
        }
        let step = c * d;
        h *= step;
        if (step - 1.0).abs() < ENOUGH {
            break;
        }
        n += 1.0;
    }
    h
}

/// Density of the gamma distribution of shape a, scale 1.
fn gamma_density(a: f64, x: f64) -> f64 {
    ((a - 1.0) * x.ln() - x - ln_gamma(a)).exp()
}

/// The x below which the share p of a gamma distribution of shape a lies.
pub fn gamma_quantile(p: f64, a: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    let miss = |x: f64| {
        let (lower, upper) = gamma_shares(a, x);
        if p < 0.5 { lower - p } else { (1.0 - p) - upper }
    };
    let z = normal_quantile(p);
    let guess = a * (1.0 - 1.0 / (9.0 * a) + z / (3.0 * a.sqrt())).powi(3);
    let start = if guess > 0.0 { guess } else { ((p.ln() + ln_gamma(a + 1.0)) / a).exp() };
    search(start, 0.0, f64::INFINITY, miss, |x| gamma_density(a, x))
}

/// The chi-squared value below which the share p lies.
pub fn chi_squared_quantile(p: f64, degrees: f64) -> f64 {
    2.0 * gamma_quantile(p, degrees / 2.0)
}

/// Newton from `start`, kept inside a bracket that shrinks, for an increasing function with its slope.
fn search(start: f64, low: f64, high: f64, miss: impl Fn(f64) -> f64, slope: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (low, high);
    let mut x = start;
    for _ in 0..200 {
        let error = miss(x);
        if error == 0.0 {
            return x;
        }
        if error > 0.0 {
            high = high.min(x);
        } else {
            low = low.max(x);
        }
        let mut next = x - error / slope(x);
        if !next.is_finite() || next <= low || next >= high {
            next = if high.is_finite() { 0.5 * (low + high) } else { 2.0 * x + 1.0 };
        }
        if (next - x).abs() <= 1e-15 * x.abs() {
            return next;
        }
        x = next;
    }
    x
}

/// The share of the standard normal distribution above z.
pub fn normal_above(z: f64) -> f64 {
    let (_, outside) = gamma_shares(0.5, z * z / 2.0);
    if z >= 0.0 { 0.5 * outside } else { 1.0 - 0.5 * outside }
}

/// The z below which the share p of the standard normal distribution lies.
pub fn normal_quantile(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    if p == 0.5 {
        return 0.0;
    }
    let tail = p.min(1.0 - p);
    // The rational start is good to three figures (Abramowitz and Stegun 26.2.22); Halley's steps do the rest.
    let t = (-2.0 * tail.ln()).sqrt();
    let mut z = t - (2.30753 + 0.27061 * t) / (1.0 + t * (0.99229 + 0.04481 * t));
    for _ in 0..60 {
        let density = (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let newton = (normal_above(z) - tail) / density;
        let step = newton / (1.0 - 0.5 * z * newton);
        z += step;
        if step.abs() < 1e-15 * z.abs() {
            break;
        }
    }
    if p < 0.5 { -z } else { z }
}

/// The two-sided multiplier for a confidence such as 0.95.
pub fn z_for(confidence: f64) -> f64 {
    normal_quantile(0.5 + confidence / 2.0)
}

/// The share of the beta(a, b) distribution below x.
pub fn beta_below(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_below(b, a, 1.0 - x);
    }
    let front = (a * x.ln() + b * (-x).ln_1p() + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b)).exp() / a;
    let term = |n: f64| {
        let m = (n / 2.0).floor();
        let top = if n % 2.0 == 0.0 {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        } else {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        };
        (top, 1.0)
    };
    front * lentz(1.0, term)
}

/// The x below which the share p of the beta(a, b) distribution lies.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let front = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
    let density = |x: f64| (front + (a - 1.0) * x.ln() + (b - 1.0) * (-x).ln_1p()).exp();
    search(a / (a + b), 0.0, 1.0, |x| beta_below(a, b, x) - p, density)
}

/// The two-sided multiplier of Student's t for a confidence such as 0.95.
pub fn t_for(confidence: f64, degrees: f64) -> f64 {
    let x = beta_quantile(1.0 - confidence, degrees / 2.0, 0.5);
    (degrees * (1.0 - x) / x).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, wanted: f64) {
        assert!((got - wanted).abs() <= 1e-11 * wanted.abs().max(1e-3), "{got} is not {wanted}");
    }

    #[test]
    fn gamma_is_the_factorial() {
        near(ln_gamma(1.0), 0.0);
        near(ln_gamma(5.0), 24f64.ln());
        near(ln_gamma(0.5), std::f64::consts::PI.sqrt().ln());
        near(ln_gamma(21.0), 2_432_902_008_176_640_000f64.ln());
    }

    #[test]
    fn table_values_of_the_distributions() {
        near(normal_quantile(0.975), 1.959_963_984_540_054);
        near(normal_quantile(0.999), 3.090_232_306_167_813);
        near(normal_quantile(1e-6), -4.753_424_308_822_899);
        // With two degrees of freedom chi-squared is exponential, so that the quantile is known in closed form.
        for p in [0.001, 0.025, 0.5, 0.975, 0.999] {
            near(chi_squared_quantile(p, 2.0), -2.0 * (-p).ln_1p());
        }
        near(chi_squared_quantile(0.95, 1.0), normal_quantile(0.975).powi(2));
        near(t_for(0.95, 1.0), (0.475 * std::f64::consts::PI).tan());
        near(beta_quantile(0.3, 1.0, 4.0), 1.0 - 0.7f64.powf(0.25));
    }

    #[test]
    fn an_inverse_undoes_its_function() {
        for a in [0.3, 1.0, 7.5, 120.0, 45_000.0] {
            for p in [1e-4, 0.2, 0.5, 0.9, 0.9999] {
                for there_and_back in
                    [gamma_shares(a, gamma_quantile(p, a)).0, beta_below(a, 3.0, beta_quantile(p, a, 3.0))]
                {
                    assert!((there_and_back - p).abs() < 1e-10 * p.max(1e-2), "{a} {p} {there_and_back}");
                }
            }
        }
    }
}
