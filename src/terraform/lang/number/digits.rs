//! The decimal digits of a binary number.
//!
//! Source: Go, `math/big/ftoa.go`, `roundShortest`, and `math/big/decimal.go`.

use std::cmp::Ordering;

use num_bigint::BigUint;

use super::work;

/// The number `0.digits * 10^point`; no digits for zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Digits {
    /// Neither the first nor the last is a zero.
    pub(crate) digits: String,
    pub(crate) point: i64,
}

impl Digits {
    /// All digits of `mantissa * 2^exponent`.
    pub(super) fn of(mantissa: &BigUint, exponent: i64) -> Digits {
        if exponent >= 0 {
            work::of_writing(mantissa.bits() + exponent.unsigned_abs());
            let digits = (mantissa << exponent.unsigned_abs()).to_string();
            let point = length(&digits);
            return Digits::trimmed(&digits, point);
        }
        // m / 2^n = m * 5^n / 10^n
        let fives = u32::try_from(exponent.unsigned_abs()).unwrap_or(u32::MAX);
        // A five has less than two bits and a half.
        work::of_writing(mantissa.bits() + u64::from(fives) / 2 * 5);
        let digits = (mantissa * BigUint::from(5u8).pow(fives)).to_string();
        let point = length(&digits) + exponent;
        Digits::trimmed(&digits, point)
    }

    fn trimmed(digits: &str, point: i64) -> Digits {
        let rest = digits.trim_start_matches('0');
        let zeros = length(digits) - length(rest);
        let digits = rest.trim_end_matches('0').to_owned();
        let point = if digits.is_empty() { 0 } else { point - zeros };
        Digits { digits, point }
    }

    /// A digit by its place, counted from the first place of `0.…* 10^point`.
    fn at(&self, place: i64, point: i64) -> u8 {
        usize::try_from(place - (point - self.point))
            .ok()
            .and_then(|at| self.digits.as_bytes().get(at))
            .map_or(0, |digit| digit - b'0')
    }

    /// The number rounded to its first `count` digits, to the nearest, to even at a tie.
    pub(crate) fn rounded(&self, count: i64) -> Digits {
        let Ok(count) = usize::try_from(count) else {
            return Digits::trimmed("", 0);
        };
        if count >= self.digits.len() {
            return self.clone();
        }
        let (kept, rest) = self.digits.split_at(count);
        let is_odd = kept.ends_with(['1', '3', '5', '7', '9']);
        let up = match rest.cmp("5") {
            Ordering::Less => false,
            Ordering::Equal => is_odd,
            Ordering::Greater => true,
        };
        if up {
            self.cut_up(count)
        } else {
            self.cut(count)
        }
    }

    /// The first `count` digits.
    fn cut(&self, count: usize) -> Digits {
        Digits::trimmed(&self.digits[..count.min(self.digits.len())], self.point)
    }

    /// The first `count` digits, and one more in the last place.
    fn cut_up(&self, count: usize) -> Digits {
        let kept = &self.digits[..count.min(self.digits.len())];
        let more = BigUint::parse_bytes(kept.as_bytes(), 10).unwrap_or_default() + 1u8;
        let more = format!("{more:0>count$}");
        let carried = length(&more) - length(kept);
        Digits::trimmed(&more, self.point + carried)
    }

    /// Without an exponent, with as many places as there are.
    pub(crate) fn plain(&self) -> String {
        let places = (length(&self.digits) - self.point).max(0);
        self.with_places(usize::try_from(places).unwrap_or(0))
    }

    /// Without an exponent, with so many decimal places.
    pub(crate) fn fixed(&self, places: usize) -> String {
        let count = self
            .point
            .saturating_add(i64::try_from(places).unwrap_or(i64::MAX));
        self.rounded(count).with_places(places)
    }

    fn with_places(&self, places: usize) -> String {
        let digit = |place: i64| char::from(b'0' + self.at(place, self.point));
        let whole: String = (0..self.point).map(digit).collect();
        let whole = if whole.is_empty() { "0" } else { &whole };
        if places == 0 {
            return whole.to_owned();
        }
        let places = i64::try_from(places).unwrap_or(i64::MAX);
        let fraction: String = (self.point..self.point + places)
            .map(|place| if place < 0 { '0' } else { digit(place) })
            .collect();
        format!("{whole}.{fraction}")
    }
}

/// The fewest digits that lie nearer to `mantissa * 2^exponent` than half a unit of its last bit at a precision.
pub(super) fn shortest(mantissa: &BigUint, exponent: i64, precision: u64) -> Digits {
    let exact = Digits::of(mantissa, exponent);
    let bits = mantissa.bits() + exponent.unsigned_abs();
    // No number of fewer digits than a whole one is nearer to it than one, and half a unit of its last bit is less.
    if exact.digits.is_empty() || exponent >= 0 && bits <= precision {
        return exact;
    }
    // One bit more than the precision, so that one is half a unit.
    let shift = (precision + 1).saturating_sub(mantissa.bits());
    let half = exponent - i64::try_from(shift).unwrap_or(i64::MAX);
    let shifted = mantissa << shift;
    let lower = Digits::of(&(&shifted - 1u8), half);
    let upper = Digits::of(&(&shifted + 1u8), half);
    // The bounds round to this number where its last bit is even.
    let inclusive = !shifted.bit(1);

    let point = upper.point.max(exact.point);
    let ends =
        |digits: &Digits, place: i64| place + 1 - (point - digits.point) == length(&digits.digits);
    for place in 0..(point - exact.point) + length(&exact.digits) {
        let [l, m, u] = [&lower, &exact, &upper].map(|digits| digits.at(place, point));
        let down = l != m || inclusive && ends(&lower, place);
        let is_last = place + 1 - (point - upper.point) >= length(&upper.digits);
        let up = m != u && (inclusive || m + 1 < u || !is_last);
        let count = place + 1 - (point - exact.point);
        let kept = usize::try_from(count).unwrap_or(0);
        match (down, up) {
            (true, true) => return exact.rounded(count),
            (true, false) => return exact.cut(kept),
            (false, true) => return exact.cut_up(kept),
            (false, false) => {}
        }
    }
    exact
}

fn length(digits: &str) -> i64 {
    i64::try_from(digits.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_count_where_the_last_bit_is_even() {
        for (mantissa, exponent, precision, digits, point) in [
            // 70 is as far from 68, of an odd mantissa, as from 72.
            (18_u64, 2, 5, "7", 2),
            (19, 2, 5, "76", 2),
            (4_503_599_627_370_498, 2, 53, "1801439850948199", 17),
        ] {
            let found = shortest(&mantissa.into(), exponent, precision);
            let digits = digits.to_owned();
            assert_eq!(found, Digits { digits, point }, "{mantissa}");
        }
    }
}
