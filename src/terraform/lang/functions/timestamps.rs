//! Points in time as RFC 3339 writes them, and durations as Go writes them.

use std::fmt;

const SECOND: i128 = 1_000_000_000;
const MINUTE: i128 = 60 * SECOND;
const HOUR: i128 = 60 * MINUTE;
const DAY: i128 = 24 * HOUR;

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Timestamp {
    /// Since 1970, in UTC.
    pub(super) nanoseconds: i128,
    /// How far the clock it is shown on is ahead of UTC.
    pub(super) offset_minutes: i64,
}

/// What calendar and clock show.
pub(super) struct Parts {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
    /// From Sunday.
    pub(super) weekday: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
}

impl Timestamp {
    /// Reads `2024-01-31T23:59:59.5+01:00`; all but the fraction must be there.
    pub(super) fn parse(written: &str) -> Option<Timestamp> {
        let (date, clock) = written.split_once('T')?;
        let (year, month, day) = match date.split('-').collect::<Vec<_>>()[..] {
            [year, month, day] => (digits(year, 4)?, digits(month, 2)?, digits(day, 2)?),
            _ => return None,
        };
        let zone_at = clock.find(['Z', '+', '-'])?;
        let (clock, zone) = clock.split_at(zone_at);
        let (clock, fraction) = match clock.split_once('.') {
            Some((clock, fraction)) => (clock, Some(fraction)),
            None => (clock, None),
        };
        let (hour, minute, second) = match clock.split(':').collect::<Vec<_>>()[..] {
            [hour, minute, second] => (digits(hour, 2)?, digits(minute, 2)?, digits(second, 2)?),
            _ => return None,
        };
        let fits = (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        if !fits {
            return None;
        }
        let offset_minutes = parse_offset(zone)?;
        let seconds = (hour * 60 + minute - offset_minutes) * 60 + second;
        let nanoseconds = i128::from(days_since_1970(year, month, day)) * DAY
            + i128::from(seconds) * SECOND
            + fraction.map_or(Some(0), parse_fraction)?;
        Some(Timestamp {
            nanoseconds,
            offset_minutes,
        })
    }

    pub(super) fn later(self, by: i128) -> Timestamp {
        Timestamp {
            nanoseconds: self.nanoseconds + by,
            ..self
        }
    }

    pub(super) fn parts(self) -> Parts {
        let local = self.nanoseconds + i128::from(self.offset_minutes) * MINUTE;
        let of_day = local.rem_euclid(DAY);
        let days = narrow(local.div_euclid(DAY));
        let (year, month, day) = date_of(days);
        Parts {
            year,
            month,
            day,
            // 1970 began on a Thursday.
            weekday: (days + 4).rem_euclid(7),
            hour: narrow(of_day / HOUR),
            minute: narrow(of_day % HOUR / MINUTE),
            second: narrow(of_day % MINUTE / SECOND),
        }
    }

    /// `+0100`, with something between hours and minutes.
    pub(super) fn offset(self, between: &str) -> String {
        let sign = if self.offset_minutes < 0 { '-' } else { '+' };
        let minutes = self.offset_minutes.abs();
        format!("{sign}{:02}{between}{:02}", minutes / 60, minutes % 60)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.parts();
        let sign = if parts.year < 0 { "-" } else { "" };
        write!(
            f,
            "{sign}{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            parts.year.abs(),
            parts.month,
            parts.day,
            parts.hour,
            parts.minute,
            parts.second
        )?;
        match self.offset_minutes {
            0 => f.write_str("Z"),
            _ => f.write_str(&self.offset(":")),
        }
    }
}

/// Days and parts of a day stay far below the bounds of 64 bits: a duration is at most 292 years.
fn narrow(value: i128) -> i64 {
    i64::try_from(value).unwrap_or_default()
}

/// A number of exactly that many digits.
fn digits(written: &str, length: usize) -> Option<i64> {
    let is_number = written.len() == length && written.bytes().all(|byte| byte.is_ascii_digit());
    written.parse().ok().filter(|_| is_number)
}

/// A fraction of a second in nanoseconds; further digits do not count.
fn parse_fraction(written: &str) -> Option<i128> {
    if written.is_empty() || !written.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{written:0<9}").get(..9)?.parse().ok()
}

fn parse_offset(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    let minutes = (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)?;
    match zone.as_bytes().first() {
        Some(b'+') => Some(minutes),
        Some(b'-') => Some(-minutes),
        _ => None,
    }
}

fn days_in(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Source: Howard Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`: years begin in March, and
/// 400 of them have 146,097 days.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The way back, `civil_from_days`.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = (shifted + 2) % 12 + 1;
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// A duration in nanoseconds, as Go's `time.ParseDuration` reads it: `-1h30m`, `1.5s`.
pub(super) fn parse_duration(written: &str) -> Option<i128> {
    let (sign, mut rest) = match written.strip_prefix(['+', '-']) {
        Some(rest) if written.starts_with('-') => (-1, rest),
        Some(rest) => (1, rest),
        None => (1, written),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut sum: i128 = 0;
    while !rest.is_empty() {
        let unit_at = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(unit_at);
        let unit_end = after
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(after.len());
        let unit: i128 = match &after[..unit_end] {
            "ns" => 1,
            "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
            "ms" => 1_000_000,
            "s" => SECOND,
            "m" => MINUTE,
            "h" => HOUR,
            _ => return None,
        };
        sum += scaled(number, unit)?;
        if sum > i128::from(i64::MAX) {
            return None;
        }
        rest = &after[unit_end..];
    }
    Some(sign * sum)
}

/// A decimal number of units, in nanoseconds.
fn scaled(number: &str, unit: i128) -> Option<i128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let whole: i128 = match whole {
        "" => 0,
        whole => whole.parse::<i64>().ok()?.into(),
    };
    Some(whole * unit + part_of(fraction, unit))
}

/// The nanoseconds of a fraction of a unit, as many of its digits as Go takes.
///
/// Source: Go's `leadingFraction`, and `time.ParseDuration`, which works the rest out in floating point.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "as Go does it"
)]
fn part_of(digits: &str, unit: i128) -> i128 {
    let largest = i64::MAX.unsigned_abs();
    let (mut value, mut scale) = (0_u64, 1_f64);
    for digit in digits.bytes().map(|byte| u64::from(byte - b'0')) {
        if value > largest / 10 || value * 10 + digit > largest + 1 {
            break;
        }
        value = value * 10 + digit;
        scale *= 10.0;
    }
    (value as f64 * (unit as f64 / scale)) as i128
}
