// One pickle, as it is inside PyTorch's files.
#include "core/io/pickle_reader.h"
#include "tests/fuzz/fuzz_watch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace modalscope;
    const FuzzWatch watch(size);
    const auto source = ByteSource::ofMemory({reinterpret_cast<const char*>(data), size});
    for (const bool isScript : {false, true}) {
        ByteCursor cursor(*source, 0, source->size());
        const auto tree = readPickle(cursor, {isScript, pickleMemory(size)});
        if (!tree)
            continue;
        (void)namedTensors(tree.value(), tree.value().root);
        for (const auto& node : tree.value().nodes)
            (void)nodeText(tree.value(), node);
    }
    return 0;
}
