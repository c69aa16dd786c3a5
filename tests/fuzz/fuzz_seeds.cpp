#include "tests/fuzz/fuzz_seeds.h"

#include "core/base/atomic_file.h"
#include "core/io/zip_directory.h"
#include "tests/core/io/h5_writer.h"
#include "tests/core/io/numpy_bytes.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <unistd.h>

namespace modalscope {
namespace {

namespace fs = std::filesystem;
using Seeds = std::vector<std::string>;

constexpr std::size_t kLargestSeed = 6500;

Seeds torchSeeds()
{
    std::vector<fs::path> paths;
    for (const auto& entry :
        fs::recursive_directory_iterator(fs::path(MODALSCOPE_SOURCE_DIR) / "tests/golden/torch"))
        if (entry.is_regular_file() && entry.path().extension() != ".json"
            && entry.file_size() < kLargestSeed)
            paths.push_back(entry.path());
    std::ranges::sort(paths);
    Seeds seeds;
    for (const auto& path : paths)
        seeds.push_back(readFile(path).value());
    return seeds;
}

Seeds numpySeeds()
{
    const auto floats = bytesOf<float>({1, 2, 3, 4, 5, 6});
    const auto matrix = npyBytes("'<f4'", "(2, 3)", floats);
    const auto column = npyBytes("'>f8'", "(3, 1)", bytesOf<double>({1, 2, 3}), true, 2);
    const auto text = npyBytes("'<U2'", "(2,)", std::string(16, 'a'));
    const auto packed = deflated(matrix);
    return {matrix, column, npyBytes("'|b1'", "()", "\1"), npyBytes("'|O'", "(1,)", "\x80\4N."),
        npzBytes({{"w", matrix}, {"b", column}, {"names", text}}),
        zipBytes({{"w.npy", packed, true, matrix.size(), checksum(matrix)}, {"b.npy", column}})};
}

/// Keras's layout: groups of layers with datasets and attributes, one of them compressed.
Seeds hdf5Seeds()
{
    const auto path = fs::temp_directory_path() / ("fuzz-seed-" + std::to_string(::getpid()) + ".h5");
    Seeds seeds;
    for (const bool isLarge : {false, true}) {
        {
            H5Writer h5(path.string());
            h5.text("keras_version", "2.11.0");
            h5.list("layer_names", {"dense"});
            h5.group("/dense");
            h5.data<float>("/dense/kernel:0", {2, 3}, {1, 2, 3, 4, 5, 6});
            if (isLarge) {
                h5.texts("/dense", "weight_names", {"dense/kernel:0"}, {1}, 16);
                h5.number("/dense", "units", 3);
                h5.data<double>("/dense/bias:0", {4}, {1, 2, 3, 4}, H5T_IEEE_F32BE, {2}, true);
                h5.textColumn("/dense/names", {"a", "b"});
            }
        }
        seeds.push_back(readFile(path).value());
    }
    fs::remove(path);
    return seeds;
}

std::string safetensorsHeader()
{
    return R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},)"
           R"("b":{"dtype":"BF16","shape":[],"data_offsets":[24,26]},"c":{"dtype":"U8","shape":[22],"data_offsets":[26,48]}})";
}

std::string withLength(const std::string& header)
{
    std::string bytes;
    for (int i = 0; i < 8; ++i)
        bytes += char(header.size() >> (8 * i) & 0xff);
    return bytes + header + std::string(48, '\1');
}

/// The pickles inside of archives.
Seeds pickleSeeds()
{
    Seeds seeds;
    for (const auto& file : torchSeeds()) {
        if (!file.starts_with("PK")) {
            seeds.push_back(file);
            continue;
        }
        const auto source = ByteSource::ofMemory(file);
        const auto entries = readZipDirectory(*source).value();
        for (const auto& entry : entries)
            if (entry.name.ends_with(".pkl"))
                seeds.push_back(readZipEntry(*source, entry, kLargestSeed).value());
    }
    return seeds;
}

Seeds legacySeeds()
{
    Seeds seeds;
    for (const auto& file : torchSeeds())
        if (const auto version = file.find("M\xe9\3."); version != std::string::npos && version < 40)
            seeds.push_back(file.substr(version + 4));
    return seeds;
}

Seeds zipSeeds()
{
    Seeds seeds;
    for (const auto& pickle : pickleSeeds())
        for (const char how : {'\x80', '\x81'})
            seeds.push_back(how + pickle);
    for (const auto& array : numpySeeds())
        for (const char how : {'\xf2', '\x83'})
            seeds.push_back(how + array);
    return seeds;
}

} // namespace

std::vector<std::string> fuzzSeeds(const std::string& target)
{
    if (target == "safetensors")
        return {"{}", safetensorsHeader()};
    if (target == "pickle")
        return pickleSeeds();
    if (target == "torch_legacy")
        return legacySeeds();
    if (target == "zip")
        return zipSeeds();
    if (target == "hdf5")
        return hdf5Seeds();
    if (target == "number_table")
        return {"1,2\n3,4\n", "a;b;c\n1;\"2\";x\n;-1e300;y\n", "id\ta\n1\tnan\r\n2\t0x1\n"};
    auto seeds = torchSeeds();
    for (const auto& array : numpySeeds())
        seeds.push_back(array);
    seeds.push_back(withLength(safetensorsHeader()));
    return seeds;
}

} // namespace modalscope
