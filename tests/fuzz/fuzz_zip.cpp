// Archives of PyTorch and NumPy whose directory is right: the bytes are what is in their entries, so that
// mutations get past checksums and places. First byte: which archive.
#include "tests/core/io/zip_bytes.h"
#include "tests/fuzz/fuzz_weights.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace modalscope;
    const FuzzWatch watch(size);
    if (size < 2)
        return 0;
    const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto cut = bytes.size() * (data[0] >> 4) / 16;
    ZipParts parts;
    switch (data[0] & 3) {
    case 0:
        parts = {{"a/data.pkl", bytes}, {"a/data/0", std::string(48, '\1')}, {"a/byteorder", "little"}};
        break;
    case 1:
        parts = {{"a/data.pkl", bytes.substr(0, cut)}, {"a/constants.pkl", bytes.substr(cut)},
            {"a/data/0", std::string(48, '\1')}, {"a/code/a.py", "pass"}};
        break;
    case 2:
        parts = {{"x.npy", bytes.substr(0, cut)}, {"y.npy", bytes.substr(cut)}};
        break;
    default: { // packed bytes that are damaged themselves, and such that are not
        const auto whole = deflated(bytes, 1);
        parts = {{"x.npy", whole, true, bytes.size(), checksum(bytes)},
            {"y.npy", bytes, true, 4 * bytes.size(), 0}};
        break;
    }
    }
    readFuzzedWeights(zipBytes(parts));
    return 0;
}
