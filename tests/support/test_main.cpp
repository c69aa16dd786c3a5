#include "tests/support/test_entry.h"

#include <cstdio>

TestEntry::TestEntry(const char* file, int (*runClass)(int, char**))
    : name(file)
    , run(runClass)
{
    name.remove_prefix(name.rfind('/') + 1);
    name.remove_suffix(name.size() - name.rfind('.'));
    all().push_back(*this);
}

std::vector<TestEntry>& TestEntry::all()
{
    static std::vector<TestEntry> entries;
    return entries;
}

int main(int argc, char** argv)
{
    if (argc > 1) {
        const std::string_view name = argv[1];
        argv[1] = argv[0];
        for (const auto& entry : TestEntry::all())
            if (entry.name == name)
                return entry.run(argc - 1, argv + 1);
    }
    std::fprintf(stderr, "Name one of this program's tests:\n");
    for (const auto& entry : TestEntry::all())
        std::fprintf(stderr, "  %.*s\n", int(entry.name.size()), entry.name.data());
    return 2;
}
