//! The natural logarithm, to the last digit as Go works it out.
//!
//! Source: Go's `math/log.go` (FreeBSD's `e_log.c`); Terraform 1.11.4 on amd64.

use std::f64::consts::FRAC_1_SQRT_2;

const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// The coefficients of even and of odd powers.
const ODD: [f64; 4] = [
    6.666_666_666_666_735e-1,
    2.857_142_874_366_239e-1,
    1.818_357_216_161_805e-1,
    1.479_819_860_511_658_6e-1,
];
const EVEN: [f64; 3] = [
    3.999_999_999_940_942e-1,
    2.222_219_843_214_978_4e-1,
    1.531_383_769_920_937_3e-1,
];

/// What of a number that is not positive is left to the machine.
pub(super) fn natural(number: f64) -> f64 {
    if !number.is_normal() || number < 0.0 {
        return number.ln();
    }
    let (mut fraction, mut exponent) = parted(number);
    if fraction < FRAC_1_SQRT_2 {
        fraction *= 2.0;
        exponent -= 1.0;
    }
    let rest = fraction - 1.0;
    let part = rest / (2.0 + rest);
    let square = part * part;
    let fourth = square * square;
    let odd = square * (ODD[0] + fourth * (ODD[1] + fourth * (ODD[2] + fourth * ODD[3])));
    let even = fourth * (EVEN[0] + fourth * (EVEN[1] + fourth * EVEN[2]));
    let half = 0.5 * rest * rest;
    exponent * LN_2_HIGH - ((half - (part * (half + odd + even) + exponent * LN_2_LOW)) - rest)
}

/// A normal number as a fraction of at least a half and less than one, and the power of two that it is multiplied by.
fn parted(number: f64) -> (f64, f64) {
    const EXPONENT: u64 = 0x7ff << 52;
    const OF_A_HALF: u64 = 0x3fe << 52;
    let bits = number.to_bits();
    let exponent = u32::try_from((bits & EXPONENT) >> 52).unwrap_or(0);
    let fraction = f64::from_bits(bits & !EXPONENT | OF_A_HALF);
    (fraction, f64::from(exponent) - 1022.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "to the last digit")]
    fn it_is_that_of_go() {
        assert_eq!(natural(3.0) / natural(2.0), 1.584_962_500_721_156);
        assert_eq!(natural(11.0) / natural(2.0), 3.459_431_618_637_297_8);
        assert_eq!(natural(2.0), std::f64::consts::LN_2);
        assert_eq!(natural(1.0), 0.0);
    }
}
