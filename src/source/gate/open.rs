//! Opening and reading a file, as the operating system allows it without waiting for anyone.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::time::{Duration, Instant};

use super::super::error::ReadError;
use super::super::limits::{
    MAX_BYTES_OF_DEVICE, MAX_BYTES_OF_PIPE, MAX_BYTES_UNANNOUNCED, MAX_WAIT_FOR_WRITER,
};

/// Why a file was not read.
#[derive(Debug)]
pub(super) enum Refused {
    /// Its path ends in a link.
    Link,
    /// It is a pipe, a device or a socket.
    Special,
    /// It holds more than these bytes.
    TooLarge(u64),
    /// A pipe that nobody wrote to.
    Empty,
    Io(io::Error),
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Refused {
        Refused::Io(error)
    }
}

/// What is said of it.
pub(super) fn said(refused: Refused) -> ReadError {
    match refused {
        Refused::Special => ReadError::Special,
        Refused::TooLarge(most) => ReadError::TooLarge { most },
        Refused::Empty => ReadError::Io {
            why: "nothing was written to it".into(),
        },
        Refused::Link => ReadError::Io {
            why: "it was replaced by a link while it was opened".into(),
        },
        Refused::Io(error) => ReadError::of(&error),
    }
}

const PAUSE: Duration = Duration::from_millis(2);

/// Reads a regular file, by a path that was found to have no links. It opens before it asks what it is, so that
/// nothing can take the file's place in between.
pub(super) fn read_regular(real: &Path, limit: u64) -> Result<Vec<u8>, Refused> {
    let mut file = open_without_links(real)?;
    let metadata = file.metadata()?;
    if metadata.is_symlink() {
        return Err(Refused::Link);
    }
    if !metadata.is_file() {
        return Err(Refused::Special);
    }
    read_bounded(&mut file, metadata.len(), limit)
}

/// Reads what the user named, whatever it is.
pub(super) fn read_any(path: &Path, limit: u64) -> Result<Vec<u8>, Refused> {
    let mut file = open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_file() {
        return read_bounded(&mut file, metadata.len(), limit);
    }
    if is_pipe(&metadata) {
        return read_pipe(&mut file, limit.min(MAX_BYTES_OF_PIPE));
    }
    let limit = limit.min(MAX_BYTES_OF_DEVICE);
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    within(bytes, limit)
}

fn read_bounded(file: &mut File, says: u64, limit: u64) -> Result<Vec<u8>, Refused> {
    if says > limit {
        return Err(Refused::TooLarge(limit));
    }
    let limit = limit.min(says + MAX_BYTES_UNANNOUNCED);
    let mut bytes = Vec::new();
    // One more, to see the end without growing.
    let expected = usize::try_from(says + 1).unwrap_or_default();
    bytes
        .try_reserve(expected)
        .map_err(|_| Refused::TooLarge(limit))?;
    file.take(limit + 1).read_to_end(&mut bytes)?;
    within(bytes, limit)
}

/// Reads what somebody writes, and waits for them.
pub(super) fn read_written(input: &mut impl Read) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 64 << 10];
    loop {
        match input.read(&mut chunk) {
            Ok(0) => return Ok(bytes),
            Ok(read) => take(&mut bytes, &chunk[..read], MAX_BYTES_OF_PIPE)?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Takes in what was read, where there is room for it.
fn take(bytes: &mut Vec<u8>, read: &[u8], limit: u64) -> Result<(), Refused> {
    let is_within = (bytes.len() + read.len()) as u64 <= limit;
    if !is_within || bytes.try_reserve(read.len()).is_err() {
        return Err(Refused::TooLarge(limit));
    }
    bytes.extend_from_slice(read);
    Ok(())
}

/// Reads until whoever writes is done. Whether somebody does shows at the first byte, or by having to wait for it.
fn read_pipe(file: &mut File, limit: u64) -> Result<Vec<u8>, Refused> {
    let opened = Instant::now();
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 64 << 10];
    let mut somebody_writes = false;
    loop {
        match file.read(&mut chunk) {
            Ok(0) if bytes.is_empty() && !somebody_writes => {
                if opened.elapsed() > MAX_WAIT_FOR_WRITER {
                    return Err(Refused::Empty);
                }
                std::thread::sleep(PAUSE);
            }
            // Whoever wrote failed before there was anything: nothing is known of what it would have said.
            Ok(0) if bytes.is_empty() => return Err(Refused::Empty),
            Ok(0) => return Ok(bytes),
            Ok(read) => take(&mut bytes, &chunk[..read], limit)?,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                somebody_writes = true;
                std::thread::sleep(PAUSE);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn within(bytes: Vec<u8>, limit: u64) -> Result<Vec<u8>, Refused> {
    if bytes.len() as u64 > limit {
        Err(Refused::TooLarge(limit))
    } else {
        Ok(bytes)
    }
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    // Neither a pipe without a writer nor a terminal is waited for.
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits();
    OpenOptions::new()
        .read(true)
        .custom_flags(flags.cast_signed())
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

/// Follows no link, on Linux none on the way there either.
#[cfg(target_os = "linux")]
fn open_without_links(real: &Path) -> Result<File, Refused> {
    use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
    use rustix::io::Errno;
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    match openat2(CWD, real, flags, Mode::empty(), ResolveFlags::NO_SYMLINKS) {
        Ok(handle) => Ok(File::from(handle)),
        Err(Errno::LOOP) => Err(Refused::Link),
        // Old kernels do not have it, and some sandboxes do not allow it.
        Err(Errno::NOSYS | Errno::PERM) => open_no_follow(real),
        // A socket.
        Err(Errno::NXIO) => Err(Refused::Special),
        Err(error) => Err(Refused::Io(error.into())),
    }
}

#[cfg(all(unix, not(target_os = "linux")))]
fn open_without_links(real: &Path) -> Result<File, Refused> {
    open_no_follow(real)
}

#[cfg(unix)]
fn open_no_follow(real: &Path) -> Result<File, Refused> {
    use rustix::fs::OFlags;
    use rustix::io::Errno;
    use std::os::unix::fs::OpenOptionsExt;
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    let opened = OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(real);
    opened.map_err(|error| match Errno::from_io_error(&error) {
        // FreeBSD says EMLINK.
        Some(Errno::LOOP | Errno::MLINK) => Refused::Link,
        Some(Errno::NXIO) => Refused::Special,
        _ => Refused::Io(error),
    })
}

#[cfg(windows)]
fn open_without_links(real: &Path) -> Result<File, Refused> {
    use std::os::windows::fs::OpenOptionsExt;
    /// FILE_FLAG_OPEN_REPARSE_POINT: opens the link itself.
    const THE_LINK_ITSELF: u32 = 0x0020_0000;
    let opened = OpenOptions::new()
        .read(true)
        .custom_flags(THE_LINK_ITSELF)
        .open(real);
    opened.map_err(Refused::Io)
}

#[cfg(not(any(unix, windows)))]
fn open_without_links(real: &Path) -> Result<File, Refused> {
    open(real).map_err(Refused::Io)
}

#[cfg(unix)]
fn is_pipe(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    metadata.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_: &std::fs::Metadata) -> bool {
    false
}
