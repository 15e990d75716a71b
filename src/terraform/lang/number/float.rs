//! Numbers from and to a machine's floats.

use num_bigint::BigUint;

use super::{Number, half_even, rounded};

/// The precision of a machine's float.
const FLOATING: u64 = 53;

/// The power of two of the last bit that a machine's float may have.
const LAST: i64 = -1074;

impl Number {
    /// A machine's float, if it is finite.
    pub(crate) fn from_f64(value: f64) -> Option<Number> {
        if !value.is_finite() {
            return None;
        }
        let bits = value.to_bits();
        let biased = i64::try_from((bits >> 52) & 0x7ff).ok()?;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) = if biased == 0 {
            (fraction, -1074)
        } else {
            (fraction | (1 << 52), biased - 1075)
        };
        rounded(
            value.is_sign_negative(),
            mantissa.into(),
            exponent,
            FLOATING,
        )
    }

    /// The nearest machine's float, to even at a tie; infinite beyond the largest.
    pub(crate) fn to_f64(&self) -> f64 {
        let excess = self.mantissa.bits().saturating_sub(FLOATING);
        let below = u64::try_from(LAST - self.exponent).unwrap_or(0);
        let cut = excess.max(below);
        let mantissa = match cut {
            0 => self.mantissa.clone(),
            cut if cut > self.mantissa.bits() + 1 => BigUint::ZERO,
            cut => half_even(&self.mantissa, cut),
        };
        let exponent = self
            .exponent
            .saturating_add(i64::try_from(cut).unwrap_or(i64::MAX));
        let magnitude = float_of(u64::try_from(mantissa).unwrap_or(0), exponent);
        if self.negative { -magnitude } else { magnitude }
    }
}

/// `mantissa * 2^exponent`, where the mantissa has no more bits than a float's, and the exponent is none too small.
fn float_of(mantissa: u64, exponent: i64) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    let room = i64::from(mantissa.leading_zeros()) - 11;
    let shift = room.min(exponent - LAST);
    let mantissa = match u32::try_from(shift) {
        Ok(shift) => mantissa << shift,
        // Rounding made it a bit longer.
        Err(_) => mantissa >> shift.unsigned_abs(),
    };
    let biased = exponent - shift - LAST + 1;
    match u64::try_from(biased) {
        Ok(biased) if biased > 2046 => f64::INFINITY,
        Ok(biased) if mantissa >> 52 == 1 => {
            f64::from_bits(biased << 52 | mantissa & ((1 << 52) - 1))
        }
        _ => f64::from_bits(mantissa),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As reading its digits gives it.
    #[test]
    fn floats_are_the_nearest() {
        for text in [
            "0",
            "1",
            "3",
            "0.1",
            "-0.1",
            "1e-300",
            "1e-310",
            "5e-324",
            "2e-324",
            "3e-324",
            "1e-400",
            "1e308",
            "1.8e308",
            "1e400",
            "9007199254740993",
            "9007199254740995",
            "18014398509481985",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "123456789.123456789",
            "4503599627370497.5",
            "18446744073709551615",
        ] {
            let number = Number::parse(text).unwrap();
            let read: f64 = text.parse().unwrap();
            assert_eq!(number.to_f64().to_bits(), read.to_bits(), "{text}");
            if let Some(back) = Number::from_f64(read) {
                assert_eq!(back.to_f64().to_bits(), read.to_bits(), "{text}");
            }
        }
    }
}
