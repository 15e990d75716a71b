//! Functions on IP addresses.
//!
//! Source: `internal/lang/funcs/cidr.go` of both products, and the go-cidr package that they call.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::arguments::integer;
use super::results::{boolean, text};
use crate::quote::quoted;
use crate::resolved::Resolved;
use crate::terraform::lang::values::{Value, error, refused};

/// The result, or `None` where the function is another room's.
pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Resolved<Value>> {
    if !name.starts_with("cidr") {
        return None;
    }
    let [Value::Text(prefix), rest @ ..] = arguments else {
        return None;
    };
    let Some(network) = Network::parse(prefix) else {
        return Some(error(
            format!("\"{}\"", quoted(prefix)),
            "it is no range of addresses such as 10.0.0.0/8",
        ));
    };
    if network.holds_ipv4() {
        return Some(Resolved::unknown("IPv4 addresses in IPv6 are not followed"));
    }
    Some(match (name, rest) {
        ("cidrhost", [number]) => host(network, number),
        ("cidrnetmask", []) if network.bits == 32 => text(network.show(network.mask())),
        ("cidrnetmask", []) => error(format!("\"{}\"", quoted(prefix)), "IPv6 has no netmasks"),
        ("cidrsubnet", [more, number]) => subnet(network, more, number),
        ("cidrsubnets", lengths) => subnets(network, lengths),
        ("cidrcontains", [Value::Text(other)]) => contains(network, other),
        _ => return None,
    })
}

/// A range of addresses: the first one, how many bits it shares, and of how many.
#[derive(Clone, Copy)]
struct Network {
    start: u128,
    length: u32,
    bits: u32,
}

impl Network {
    fn parse(written: &str) -> Option<Network> {
        let (address, length) = written.split_once('/')?;
        let (address, bits) = parse_address(address)?;
        let is_number = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
        let length = length
            .parse()
            .ok()
            .filter(|length| is_number && *length <= bits)?;
        Some(Network::new(address, length, bits))
    }

    fn new(address: u128, length: u32, bits: u32) -> Network {
        let mut network = Network {
            start: 0,
            length,
            bits,
        };
        network.start = address & network.mask();
        network
    }

    /// The addresses it has, less one.
    fn last_host(self) -> u128 {
        ones(self.bits - self.length)
    }

    fn mask(self) -> u128 {
        ones(self.bits) & !self.last_host()
    }

    fn last(self) -> u128 {
        self.start | self.last_host()
    }

    fn has(self, address: u128) -> bool {
        (self.start..=self.last()).contains(&address)
    }

    fn holds_ipv4(self) -> bool {
        self.bits == 128 && self.start >> 32 == 0xffff
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "32 bits of an IPv4 address"
    )]
    fn show(self, address: u128) -> String {
        if self.bits == 32 {
            Ipv4Addr::from_bits(address as u32).to_string()
        } else {
            Ipv6Addr::from_bits(address).to_string()
        }
    }

    fn shown(self) -> String {
        format!("{}/{}", self.show(self.start), self.length)
    }
}

/// A number of that many ones.
fn ones(bits: u32) -> u128 {
    u128::MAX.checked_shr(128 - bits).unwrap_or(0)
}

/// An address and its bits. An IPv4 address may have zeros before its numbers, which are decimal all the same.
fn parse_address(written: &str) -> Option<(u128, u32)> {
    if written.contains(':') {
        return Some((written.parse::<Ipv6Addr>().ok()?.to_bits(), 128));
    }
    let parts: Vec<u8> = written
        .split('.')
        .map(|part| {
            let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|_| is_number)
        })
        .collect::<Option<_>>()?;
    let parts: [u8; 4] = parts.try_into().ok()?;
    Some((Ipv4Addr::from(parts).to_bits().into(), 32))
}

fn host(network: Network, number: &Value) -> Resolved<Value> {
    let last = network.last_host();
    let at = match integer(number) {
        // Negative numbers count from the end.
        Some((true, from_end)) => (from_end - 1 <= last).then(|| last - (from_end - 1)),
        Some((false, at)) => (at <= last).then_some(at),
        None => return refused(number, "a whole number is needed here"),
    };
    match at {
        Some(at) => text(network.show(network.start | at)),
        None => refused(number, &format!("{} has no such address", network.shown())),
    }
}

fn subnet(network: Network, more: &Value, number: &Value) -> Resolved<Value> {
    let (Some((false, more_bits)), Some((negative, at))) = (integer(more), integer(number)) else {
        return refused(
            more,
            "whole numbers are needed here, the first of them not negative",
        );
    };
    let more_bits = u32::try_from(more_bits)
        .ok()
        .filter(|more| *more <= network.bits - network.length);
    let Some(more_bits) = more_bits else {
        return refused(
            more,
            &format!("{} has not so many bits left", network.shown()),
        );
    };
    if negative {
        return Resolved::unknown("a negative number of a network is not followed");
    }
    if at > ones(more_bits) {
        return refused(number, "there are not so many networks of that size");
    }
    let length = network.length + more_bits;
    let start = network.start | at.checked_shl(network.bits - length).unwrap_or(0);
    text(Network::new(start, length, network.bits).shown())
}

fn subnets(network: Network, lengths: &[Value]) -> Resolved<Value> {
    let mut out = Vec::new();
    // The first one is looked for behind what comes before the range, and before the first address there is nothing.
    let mut before = network.start.checked_sub(1);
    for length in lengths {
        let more = match integer(length) {
            Some((false, more @ 1..=32)) => u32::try_from(more).unwrap_or(u32::MAX),
            _ => return refused(length, "a prefix is extended by 1 to 32 bits"),
        };
        if more > network.bits - network.length {
            return refused(
                length,
                &format!("{} has not so many bits left", network.shown()),
            );
        }
        let next = before.and_then(|before| {
            let around = Network::new(before, network.length + more, network.bits);
            let start = around.last().checked_add(1)?;
            network.has(start).then_some(Network { start, ..around })
        });
        let Some(next) = next else {
            return refused(
                length,
                &format!("{} has no room left for it", network.shown()),
            );
        };
        before = Some(next.last());
        out.push(Value::Text(next.shown()));
    }
    Resolved::known(Value::list(out))
}

fn contains(network: Network, other: &str) -> Resolved<Value> {
    let inner = match parse_address(other) {
        Some((address, bits)) => Some(Network::new(address, bits, bits)),
        None => Network::parse(other),
    };
    match inner {
        Some(inner) if inner.bits != network.bits => error(
            format!("\"{}\"", quoted(other)),
            "it is not of the same kind of addresses",
        ),
        Some(inner) => boolean(network.has(inner.start) && network.has(inner.last())),
        None => error(
            format!("\"{}\"", quoted(other)),
            "it is no address and no range of them",
        ),
    }
}
