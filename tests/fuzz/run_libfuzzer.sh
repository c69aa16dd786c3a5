#!/usr/bin/env bash
# Fuzzes the readers with Clang's libFuzzer: tests/fuzz/run_libfuzzer.sh FOLDER SECONDS [TARGET...]
# Compiles what the readers need into FOLDER and fuzzes each target SECONDS. SANITIZE=address,undefined adds these. The seeds come
# from build/dev/tests/fuzz_TARGET, the corpora found stay in FOLDER. A crash leaves FOLDER/corpus-TARGET/crash-*.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$1 seconds=$2
shift 2
targets=(${@:-weights safetensors pickle torch_legacy zip number_table})
mkdir -p "$folder/objects" && cd "$folder"
flags="-std=c++20 -O2 -g1 -w -I$root $(pkg-config --cflags hdf5 2>/dev/null || echo -I/usr/include/hdf5/serial)
  -DH5_USE_110_API -DMODALSCOPE_VERSION=\"fuzzed\" ${SANITIZE:+-fsanitize=$SANITIZE}"
for file in "$root"/core/{base,config,data,io}/*.cpp; do
    object=objects/$(basename "$(dirname "$file")")-$(basename "$file").o
    [ "$object" -nt "$file" ] || echo "$file -o $object"
done | xargs -r -P "$(nproc)" -L 1 nice clang++ $flags -fsanitize=fuzzer-no-link -c
ar rcs libreaders.a objects/*.o
for target in "${targets[@]}"; do
    clang++ $flags -fsanitize=fuzzer "$root/tests/fuzz/fuzz_$target.cpp" "$root/tests/fuzz/fuzz_watch.cpp" libreaders.a \
        -o "libfuzz_$target" -lz -lcrypto $(pkg-config --libs hdf5 2>/dev/null || echo -L/usr/lib/x86_64-linux-gnu/hdf5/serial -lhdf5)
    "$root/build/dev/tests/fuzz_$target" --write "corpus-$target/c"
    (cd "corpus-$target" && nice -n 19 ../libfuzz_"$target" -max_total_time="$seconds" -max_len=8192 -timeout=2 \
        -rss_limit_mb=2048 -malloc_limit_mb=256 -print_final_stats=1 c 2> last.log) || tail -20 "corpus-$target/last.log"
    grep "executions, worst" "corpus-$target/last.log" | sed "s/^/$target: /"
done
