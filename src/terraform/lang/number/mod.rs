//! Terraform's numbers: binary floats of up to 512 bits, as `cty` keeps them in Go's `big.Float`.
//!
//! A number that is written or converted from text has 512 bits; a count has 64 and a machine float 53, and results take the
//! greater precision of their operands. `math/big` rounds to the nearest, to even at a tie. Whole numbers of any length come
//! from `num-bigint`; libraries for big floats print other digits than Go, which a value that becomes text would show.
//!
//! Source: `cty/value_ops.go`, `cty/convert/conversion_primitive.go`, Go's `math/big`; `terraform console` 1.11.

mod digits;
mod float;
mod work;

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint, Sign};

use crate::terraform::limits::{MAX_DIGITS, MAX_MAGNITUDE};

pub(crate) use digits::Digits;

/// The precision of numbers that are written.
const WRITTEN: u64 = 512;

/// The precision of a whole number that is made from a machine's.
const COUNTED: u64 = 64;

/// A finite number.
#[derive(Clone, Debug)]
pub(crate) struct Number {
    negative: bool,
    /// Odd, or zero.
    mantissa: BigUint,
    /// The power of two that the mantissa is multiplied by; zero for zero.
    exponent: i64,
    precision: u64,
}

/// Why a text gives no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotRead {
    NoNumber,
    /// It is infinite, or too large or too small to follow.
    OutOfBounds,
}

impl Number {
    /// Reads a decimal number, as `tonumber` does.
    pub(crate) fn parse(text: &str) -> Result<Number, NotRead> {
        let negative = text.starts_with('-');
        let rest = text.strip_prefix(['-', '+']).unwrap_or(text);
        if ["Inf", "inf"].contains(&rest) {
            return Err(NotRead::OutOfBounds);
        }
        let (written, power) = match rest.split_once(['e', 'E']) {
            Some((written, power)) => {
                let digits = power.strip_prefix(['-', '+']).unwrap_or(power);
                if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(NotRead::NoNumber);
                }
                (written, power.parse().map_err(|_| NotRead::OutOfBounds)?)
            }
            None => (rest, 0i64),
        };
        let (whole, fraction) = written.split_once('.').unwrap_or((written, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotRead::NoNumber);
        }
        let digits = digits.trim_start_matches('0');
        let power = power
            .checked_sub(i64::try_from(fraction.len()).unwrap_or(i64::MAX))
            .filter(|power| power.abs() <= MAX_MAGNITUDE);
        let (Some(power), true) = (power, digits.len() < MAX_DIGITS) else {
            return Err(NotRead::OutOfBounds);
        };
        work::of_digits(digits.len());
        let mantissa = BigUint::parse_bytes(digits.as_bytes(), 10).unwrap_or_default();
        let scale = power_of_ten(power.unsigned_abs());
        let exact = if power >= 0 {
            rounded(negative, mantissa * scale, 0, WRITTEN)
        } else {
            quotient(negative, (mantissa, 0), (scale, 0), WRITTEN)
        };
        exact.ok_or(NotRead::OutOfBounds)
    }

    /// A whole number of any length by its digits, each less than the base, as `parseint` makes it.
    pub(crate) fn from_digits(negative: bool, digits: &[u8], base: u32) -> Option<Number> {
        work::of_digits(digits.len());
        let mantissa = BigUint::from_radix_be(digits, base)?;
        let precision = mantissa.bits().max(COUNTED);
        rounded(
            negative && mantissa != BigUint::ZERO,
            mantissa,
            0,
            precision,
        )
    }

    /// The whole number it is, if it is one in the range of `usize`.
    pub(crate) fn to_usize(&self) -> Option<usize> {
        usize::try_from(&self.to_whole()?).ok()
    }

    /// The whole number it is, if it is one in the range of `i64`, which Go's `int` has too.
    pub(crate) fn to_int(&self) -> Option<i64> {
        i64::try_from(&self.to_whole()?).ok()
    }

    /// The whole number it is, if it is one.
    pub(crate) fn to_whole(&self) -> Option<BigInt> {
        (self.exponent >= 0).then(|| self.truncated())
    }

    /// What is left without a fraction.
    fn truncated(&self) -> BigInt {
        let magnitude = if self.exponent >= 0 {
            &self.mantissa << self.exponent.unsigned_abs()
        } else {
            &self.mantissa >> self.exponent.unsigned_abs()
        };
        let sign = if self.negative {
            Sign::Minus
        } else {
            Sign::Plus
        };
        BigInt::from_biguint(sign, magnitude)
    }

    /// Whether it has very many digits.
    pub(crate) fn is_long(&self) -> bool {
        self.mantissa.bits() > 2 * WRITTEN || self.exponent.unsigned_abs() > 4 * WRITTEN
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.mantissa == BigUint::ZERO
    }

    pub(crate) fn is_negative(&self) -> bool {
        self.negative && !self.is_zero()
    }

    pub(crate) fn negated(&self) -> Number {
        Number {
            negative: !self.negative,
            ..self.clone()
        }
    }

    pub(crate) fn absolute(&self) -> Number {
        Number {
            negative: false,
            ..self.clone()
        }
    }

    /// The greatest whole number that is not above it.
    pub(crate) fn floor(&self) -> Option<Number> {
        self.rounded_towards(self.negative)
    }

    /// The least whole number that is not below it.
    pub(crate) fn ceil(&self) -> Option<Number> {
        self.rounded_towards(!self.negative)
    }

    fn rounded_towards(&self, away_from_zero: bool) -> Option<Number> {
        if self.is_zero() {
            // `SetInt` gives a positive zero.
            return Some(self.absolute());
        }
        if self.exponent >= 0 {
            return Some(self.clone());
        }
        let below = self.absolute().truncated().magnitude().clone();
        let whole = if away_from_zero { below + 1u8 } else { below };
        let negative = self.negative && whole != BigUint::ZERO;
        rounded(negative, whole, 0, self.precision)
    }

    pub(crate) fn plus(&self, other: &Number) -> Option<Number> {
        let precision = self.precision.max(other.precision);
        let (high, low) = if self.is_zero() || !other.is_zero() && self.top() < other.top() {
            (other, self)
        } else {
            (self, other)
        };
        // What lies so far below the last bit that counts tells no more than that it is there, and its sign.
        let last = high.top() - i64::try_from(precision).ok()? - 2;
        let rest = (!low.is_zero() && low.top() <= last).then(|| Number {
            mantissa: 1u8.into(),
            exponent: last - 1,
            ..low.clone()
        });
        let low = rest.as_ref().unwrap_or(low);
        let exponent = if low.is_zero() {
            high.exponent
        } else {
            high.exponent.min(low.exponent)
        };
        let sum = high.aligned(exponent) + low.aligned(exponent);
        let negative = match sum.sign() {
            Sign::Minus => true,
            Sign::Plus => false,
            Sign::NoSign => self.negative && other.negative,
        };
        rounded(negative, sum.magnitude().clone(), exponent, precision)
    }

    pub(crate) fn minus(&self, other: &Number) -> Option<Number> {
        self.plus(&other.negated())
    }

    /// The product has the bits it takes, up to 512, even of operands that have fewer.
    pub(crate) fn times(&self, other: &Number) -> Option<Number> {
        work::of_each_with_each(self.mantissa.bits(), other.mantissa.bits());
        let product = rounded(
            self.negative != other.negative,
            &self.mantissa * &other.mantissa,
            self.exponent + other.exponent,
            WRITTEN,
        )?;
        let precision = product
            .mantissa
            .bits()
            .max(self.precision)
            .max(other.precision);
        Some(Number {
            precision,
            ..product
        })
    }

    /// `None` for a division by zero too.
    pub(crate) fn divided_by(&self, other: &Number) -> Option<Number> {
        if other.is_zero() {
            return None;
        }
        quotient(
            self.negative != other.negative,
            (self.mantissa.clone(), self.exponent),
            (other.mantissa.clone(), other.exponent),
            self.precision.max(other.precision),
        )
    }

    /// The remainder, with the sign of the dividend; by zero, the dividend itself.
    pub(crate) fn modulo(&self, other: &Number) -> Option<Number> {
        if other.is_zero() {
            return Some(self.clone());
        }
        let whole = self.divided_by(other)?.truncated();
        let negative = whole.sign() == Sign::Minus;
        let work = rounded(negative, whole.magnitude().clone(), 0, self.precision)?;
        let product = rounded(
            other.negative != work.negative,
            &other.mantissa * &work.mantissa,
            other.exponent + work.exponent,
            self.precision,
        )?;
        let rest = self.minus(&product)?;
        rounded(rest.negative, rest.mantissa, rest.exponent, self.precision)
    }

    /// How many bits lie before the point; fewer than none where the first lies behind it.
    fn top(&self) -> i64 {
        let bits = i64::try_from(self.mantissa.bits()).unwrap_or(i64::MAX);
        self.exponent.saturating_add(bits)
    }

    /// Its mantissa with that exponent, which is not above its own.
    fn aligned(&self, exponent: i64) -> BigInt {
        let sign = if self.negative {
            Sign::Minus
        } else {
            Sign::Plus
        };
        let shift = if self.is_zero() {
            0
        } else {
            self.exponent.abs_diff(exponent)
        };
        BigInt::from_biguint(sign, &self.mantissa << shift)
    }

    /// The shortest decimal digits that read back as this number at its precision, without an exponent.
    pub(crate) fn text(&self) -> String {
        self.signed(&self.shortest().plain())
    }

    /// Text about its absolute value, with its sign.
    pub(crate) fn signed(&self, text: &str) -> String {
        format!("{}{text}", if self.negative { "-" } else { "" })
    }

    /// The shortest digits of its absolute value that read back as this number.
    pub(crate) fn shortest(&self) -> Digits {
        digits::shortest(&self.mantissa, self.exponent, self.precision)
    }

    /// All digits of its absolute value.
    pub(crate) fn exact(&self) -> Digits {
        Digits::of(&self.mantissa, self.exponent)
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Number {
        let (mantissa, exponent) = normal(BigUint::from(value), 0);
        Number {
            negative: false,
            mantissa,
            exponent,
            precision: COUNTED,
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        let sign = |number: &Number| match (number.is_zero(), number.negative) {
            (true, _) => Ordering::Equal,
            (_, true) => Ordering::Less,
            (_, false) => Ordering::Greater,
        };
        let by_sign = sign(self).cmp(&sign(other));
        if by_sign.is_ne() || self.is_zero() {
            return by_sign;
        }
        // Where the first bit of both is at one place, their mantissas are no further apart than they are long.
        let by_size = self.top().cmp(&other.top()).then_with(|| {
            let exponent = self.exponent.min(other.exponent);
            work::of_bits(self.mantissa.bits() + other.mantissa.bits());
            let [one, two] = [self, other].map(|number| number.absolute().aligned(exponent));
            one.cmp(&two)
        });
        if self.negative {
            by_size.reverse()
        } else {
            by_size
        }
    }
}

/// A mantissa without the twos in it.
fn normal(mantissa: BigUint, exponent: i64) -> (BigUint, i64) {
    match mantissa.trailing_zeros() {
        None => (mantissa, 0),
        Some(zeros) => (
            mantissa >> zeros,
            exponent.saturating_add(i64::try_from(zeros).unwrap_or(i64::MAX)),
        ),
    }
}

/// The number at a precision; `None` where it is out of bounds.
fn rounded(negative: bool, mantissa: BigUint, exponent: i64, precision: u64) -> Option<Number> {
    work::of_bits(mantissa.bits());
    let excess = mantissa.bits().saturating_sub(precision);
    let (mantissa, exponent) = if excess > 0 {
        (
            half_even(&mantissa, excess),
            exponent + i64::try_from(excess).ok()?,
        )
    } else {
        (mantissa, exponent)
    };
    let (mantissa, exponent) = normal(mantissa, exponent);
    let top = exponent + i64::try_from(mantissa.bits()).ok()?;
    (top.abs() <= MAX_MAGNITUDE).then_some(Number {
        negative,
        mantissa,
        exponent,
        precision,
    })
}

/// `value` without its last `bits` bits, rounded to the nearest, to even at a tie.
fn half_even(value: &BigUint, bits: u64) -> BigUint {
    let whole = value >> bits;
    let rest = value - (&whole << bits);
    let half = BigUint::from(1u8) << (bits - 1);
    match rest.cmp(&half) {
        Ordering::Less => whole,
        Ordering::Equal if !whole.bit(0) => whole,
        _ => whole + 1u8,
    }
}

fn quotient(
    negative: bool,
    (dividend, above): (BigUint, i64),
    (divisor, below): (BigUint, i64),
    precision: u64,
) -> Option<Number> {
    // So many bits that two more than the precision are told before the rest.
    let shift = (precision + 2 + divisor.bits()).saturating_sub(dividend.bits());
    let dividend = dividend << shift;
    work::of_each_with_each(dividend.bits(), divisor.bits());
    let whole = &dividend / &divisor;
    let is_exact = &whole * &divisor == dividend;
    // A last bit stands for the rest, so that no tie is seen where there is none.
    let whole = (whole << 1u8) + u8::from(!is_exact);
    let exponent = above - below - i64::try_from(shift).ok()? - 1;
    rounded(negative, whole, exponent, precision)
}

fn power_of_ten(power: u64) -> BigUint {
    work::of_digits(usize::try_from(power).unwrap_or(usize::MAX));
    BigUint::from(10u8).pow(u32::try_from(power).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_tie_is_rounded_to_even() {
        for (value, bits, wanted) in [
            (4_u8, 1, 2_u8),
            (5, 1, 2),
            (7, 1, 4),
            (9, 2, 2),
            (10, 2, 2),
            (11, 2, 3),
        ] {
            let value = BigUint::from(value);
            assert_eq!(half_even(&value, bits), BigUint::from(wanted), "{value}");
        }
    }

    fn read(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[rstest]
    #[case("1e30", "1000000000000000000000000000000")]
    #[case("1e-30", "0.000000000000000000000000000001")]
    #[case("9007199254740993", "9007199254740993")]
    #[case("-0", "-0")]
    #[case("+010.50", "10.5")]
    #[case(".5", "0.5")]
    #[case("5.", "5")]
    fn what_is_read_is_written(#[case] given: &str, #[case] text: &str) {
        assert_eq!(read(given).text(), text);
    }

    #[rstest]
    #[case("1e")]
    #[case("-")]
    #[case(" 1")]
    #[case("0x10")]
    #[case("1_000")]
    #[case("NaN")]
    #[case("")]
    fn other_texts_are_no_numbers(#[case] text: &str) {
        assert_eq!(Number::parse(text).unwrap_err(), NotRead::NoNumber);
    }

    #[test]
    fn quotients_have_the_digits_of_their_precision() {
        let third = read("1").divided_by(&read("3")).unwrap().text();
        assert_eq!(third, format!("0.{}5", "3".repeat(154)));
        let counted = Number::from(1).divided_by(&3.into()).unwrap();
        assert_eq!(counted.text(), "0.33333333333333333334");
    }

    #[test]
    fn remainders_take_the_sign_of_the_dividend() {
        let rest = |a: &str, b: &str| read(a).modulo(&read(b)).unwrap().text();
        assert_eq!(rest("-5", "3"), "-2");
        assert_eq!(rest("5.5", "2"), "1.5");
        assert_eq!(rest("5.5", "0"), "5.5");
    }

    #[test]
    fn what_is_too_large_is_not_followed() {
        assert_eq!(Number::parse("1e99999").unwrap_err(), NotRead::OutOfBounds);
        let mut number = read("1e9000");
        assert!(number.times(&number).is_none());
        number = number.negated();
        assert!(number.floor().is_some());
    }
}
