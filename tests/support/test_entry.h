#pragma once

#include <QCoreApplication>

#include <string_view>
#include <vector>

/// The test class of one file, in the program of its room. `test_core_models tst_encoder [Qt Test's
/// arguments]` runs it; ctest has an entry for each.
struct TestEntry {
    std::string_view name; ///< the file's name without its ending
    int (*run)(int argc, char** argv); ///< Qt Test's exit status

    /// Adds the file's class to those that the program can run.
    TestEntry(const char* file, int (*runClass)(int argc, char** argv));

    static std::vector<TestEntry>& all();
};

/// For a test that needs no application object.
struct NoApplication {
    NoApplication(int, char**) { }
};

/// The last line of a test file: `Application` lives as long as the test of class `Class` runs.
#define TEST_ENTRY(Class, Application)                                                                       \
    static const TestEntry testEntry(__FILE__, [](int argc, char** argv) {                                   \
        [[maybe_unused]] Application application(argc, argv);                                                \
        Class test;                                                                                          \
        return QTest::qExec(&test, argc, argv);                                                              \
    });
