#!/usr/bin/env python3
"""Training steps of MiT-B0 (128 x 128) and MulT against network_peer.py, in turn, one thread each, processor time.

    /usr/bin/python3 tests/bench/bench_networks.py --program build/release/bench/bench_networks [--rounds 5] [--steps 20]

Per round the median step of each; printed are the smallest over the rounds and their ratio (asked: at most 1.05).
"""
import argparse
import pathlib
import statistics
import subprocess
import sys


def median_step(*command):
    words = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    return statistics.median(float(word) for word in words[3:])  # without the name and two steps of warming up


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=20)
    args = parser.parse_args()
    peer = pathlib.Path(__file__).with_name("network_peer.py")
    for name in ("mit", "mult"):
        ours, theirs = [], []
        for _ in range(args.rounds):
            ours.append(median_step(args.program, name, args.steps))
            theirs.append(median_step(sys.executable, peer, name, args.steps))
        print(f"{name:5} ours {min(ours):8.2f} ms   PyTorch {min(theirs):8.2f} ms   "
              f"ratio {min(ours) / min(theirs):.2f}   (of medians {statistics.median(ours) / statistics.median(theirs):.2f})")


if __name__ == "__main__":
    main()
