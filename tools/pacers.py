"""Draws the pacers and writes `bot/pictures/films/*.mp4`: `make pacers`, after a shape, colour, word or pace changed.

They are drawn here and committed, not while the bot runs: someone in a panic must not wait for 600 frames, and the
bot's process stays small. MP4 (H.264, no sound), because Telegram plays it as an animation and every phone and browser
shows it, at a tenth of a GIF's size with all its colours. resvg draws without a browser or system libraries and the
same everywhere; PyAV carries its own x264, so no ffmpeg has to be installed. Both are needed here and in tests alone.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import perf_counter

import av
import resvg_py
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorRange, Colorspace

from bot.pictures.pacers import FPS, PACERS, SIDE, THEMES, Pacer
from bot.pictures.scene import frame

FOLDER = Path(__file__).parent.parent / "bot" / "pictures" / "films"
MOST_BYTES = 60_000
# One thread, so that two runs hardly differ (tests compare frames, not bytes). One key frame, the first: the loop goes
# back to it. B-frames halve the error at the same size (49 dB against 44 dB at 60 kB). Main profile at level 3.0 plays
# on any phone.
ENCODER = {
    "profile": "main",
    "level": "3.0",
    "preset": "veryslow",
    "tune": "animation",
    "crf": "27",
    "bf": "3",
    "b-pyramid": "none",
    "g": "100000",
    "sc_threshold": "0",
    "threads": "1",
}


def main() -> None:
    """Write every pacer in every theme, and remove films that no pacer has any more. Raises ValueError over 60 kB."""
    FOLDER.mkdir(exist_ok=True)
    wanted = {pacer.file(theme) for pacer in PACERS.values() for theme in THEMES}
    for left in [path for path in FOLDER.iterdir() if path.name not in wanted]:
        left.unlink()
    for pacer in PACERS.values():
        for theme in THEMES:
            began = perf_counter()
            content = film(pacer, theme)
            place = FOLDER / pacer.file(theme)
            if len(content) > MOST_BYTES:
                raise ValueError(f"{place.name}: {len(content)} bytes, more than {MOST_BYTES}; raise `crf` or plain it")
            place.write_bytes(content)
            print(f"{place.name}: {pacer.seconds} s, {len(content):,} bytes, drawn in {perf_counter() - began:.1f} s")


def film(pacer: Pacer, theme: str) -> bytes:
    """The whole animation as MP4, its index first (`faststart`), so that it plays while it still loads."""
    with tempfile.TemporaryDirectory() as folder:
        # A real file, because moving the index to the front reads the film once more.
        place = Path(folder) / "film.mp4"
        with av.open(place, "w", options={"movflags": "faststart", "fflags": "bitexact"}) as box:
            stream = box.add_stream("libx264", rate=FPS, options=ENCODER)
            stream.width = stream.height = SIDE
            stream.pix_fmt = "yuv420p"
            coding = stream.codec_context
            coding.colorspace = coding.color_primaries = coding.color_trc = Colorspace.ITU709
            coding.color_range = ColorRange.MPEG
            drawn = [still(pacer, theme, number) for number in range(pacer.frames)]
            for number in range(pacer.frames * pacer.cycles):
                picture = drawn[number % len(drawn)]
                picture.pts = number
                box.mux(stream.encode(picture))
            box.mux(stream.encode(None))
        return place.read_bytes()


def still(pacer: Pacer, theme: str, number: int) -> VideoFrame:
    """One frame, drawn by resvg, in the film's colour format (yuv420p, BT.709, limited range)."""
    png = resvg_py.svg_to_bytes(svg_string=frame(pacer, theme, number), skip_system_fonts=True, width=SIDE, height=SIDE)
    reader = VideoCodecContext.create("png", "r")
    (picture,) = reader.decode(av.Packet(bytes(png)))
    picture.pict_type = PictureType.NONE  # a PNG calls itself a key frame; the encoder would believe it 600 times
    return picture.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG)


if __name__ == "__main__":
    try:
        main()
    except ValueError as wrong:
        sys.exit(str(wrong))
