#include "core/io/pickle_reader.h"
#include "tests/support/test_entry.h"

#include <QtTest>

namespace modalscope::tst_pickle_reader {

namespace {

std::string bytes(std::string_view text)
{
    return std::string(text);
}

Result<TensorTree> readText(const std::string& text, const PickleOptions& options = {})
{
    const auto source = ByteSource::ofMemory(text);
    ByteCursor cursor(*source, 0, source->size());
    return readPickle(cursor, options);
}

/// What comes out, in words; the error when nothing does.
QString said(const std::string& text)
{
    const auto tree = readText(text);
    if (!tree)
        return QString::fromStdString(tree.error().message);
    const auto describe = [&](const auto& self, const TreeNode& node) -> std::string {
        auto words = nodeText(tree.value(), node);
        for (std::size_t i = 0; i < node.items.size(); ++i)
            words += (i == 0 ? ": " : ", ") + self(self, tree.value().node(node.items[i]));
        return words;
    };
    return QString::fromStdString(describe(describe, tree.value().node(tree.value().root)));
}

/// A container inside a container, `count` times.
std::string nestedLists(int count)
{
    return std::string(std::size_t(count), ']') + std::string(std::size_t(count) - 1, 'a') + ".";
}

} // namespace

/// A pickle gives plain values or a sentence that names the opcode; nothing in it is ever run.
class TestPickleReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsValues_data();
    void readsValues();
    void refuses_data();
    void refuses();
    void everyOpcodeOnAnEmptyStackIsAnError();
    void sharedListsStaySmall();
    void copiesOfOneListAreCounted();
    void claimsTakeNoMemory();
    void classesOfScriptsAreObjects();
};

void TestPickleReader::readsValues_data()
{
    using namespace std::string_literals;
    QTest::addColumn<std::string>("pickle");
    QTest::addColumn<QString>("words");
    const auto add = [](const char* name, const std::string& pickle, const char* words) {
        QTest::newRow(name) << pickle << QString::fromUtf8(words);
    };
    add("None", "N.", "None");
    add("protocol 0", "(lp0\nI1\naI01\naL12345678901234567890L\naF0.5\naS'a\\n\\x41'\naVb\\u00df\na.",
        "list of 6: 1, True, 12345678901234567890, 0.5, \"a A\", \"b\u00df\"");
    add("dict of protocol 0", "(dp0\nS'k'\np1\nI-3\nsg1\n0.", "dict of 1: \"k\", -3");
    add("numbers", "\x80\x02(K\xffM\xff\xffJ\xff\xff\xff\xffG\x3f\xf8\0\0\0\0\0\0t."s,
        "tuple of 4: 255, 65535, -1, 1.5");
    add("longs",
        "(\x8a\0\x8a\1\xff\x8a\x09\0\0\0\0\0\0\0\x80\0\x8a\x09\xff\xff\xff\xff\xff\xff\xff\xff\xfel."s,
        "list of 4: 0, -1, 0x8000000000000000, -0x10000000000000001");
    add("texts", "(U\1aX\1\0\0\0b\x8c\1c\x8d\1\0\0\0\0\0\0\0dT\1\0\0\0eC\1f\x96\1\0\0\0\0\0\0\0gl."s,
        "list of 7: \"a\", \"b\", \"c\", \"d\", \"e\", 1 bytes, 1 bytes");
    add("text that is not UTF-8", "U\2\xff\xfe."s, "2 bytes");
    add("set and frozenset", "(\x8f(K\1\x90(K\2\x91t.", "tuple of 2: set of 1: 1, set of 1: 2");
    add("containers", "(]K\1a})N\x85\x88\x89\x86t.",
        "tuple of 5: list of 1: 1, dict of 0, tuple of 0, tuple of 1: None, tuple of 2: True, False");
    add("memo", "K\7q\0\x94h\1j\0\0\0\0\x87."s, "tuple of 3: 7, 7, 7");
    add("frame", "\x80\4\x95\2\0\0\0\0\0\0\0N."s, "None");
    add("OrderedDict", "ccollections\nOrderedDict\n)R(U\1aK\1u."s, "dict of 1: \"a\", 1");
    add("OrderedDict of pairs", "ccollections\nOrderedDict\n]U\1aK\1\x86\x61\x85R."s, "dict of 1: \"a\", 1");
    add("size and device", "ctorch\nSize\nK\2\x85\x85Rctorch\ndevice\nU\4cudaK\1\x86R\x86."s,
        "tuple of 2: tuple of 1: 2, cuda:1");
    add("type", "ctorch\nbfloat16\n.", "torch.bfloat16");
    add("bytes of protocol 2", "c_codecs\nencode\nX\3\0\0\0a\xc3\xbfU\6latin1\x86R."s, "2 bytes");
    add("storage",
        "(U\7storagectorch\nHalfStorage\nU\1"
        "0U\3cpuK\5tQ."s,
        "float16 [5]");
    add("namespace", "cargparse\nNamespace\n)\x81}U\2lrK\1sb."s, "object of argparse.Namespace");
}

void TestPickleReader::readsValues()
{
    QFETCH(std::string, pickle);
    QFETCH(QString, words);
    QCOMPARE(said(pickle), words);
    for (std::size_t size = 0; size < pickle.size(); ++size)
        QVERIFY(!readText(pickle.substr(0, size)));
}

void TestPickleReader::refuses_data()
{
    using namespace std::string_literals;
    QTest::addColumn<std::string>("pickle");
    QTest::addColumn<QString>("says");
    const auto add = [](const char* name, const std::string& pickle, const char* says) {
        QTest::newRow(name) << pickle << QString::fromUtf8(says);
    };
    const auto code = ", which is code; only tensors, containers and numbers are read";
    const auto asks = [&](const std::string& what) { return "refused at byte 0: opcode " + what + code; };
    add("os.system", "cos\nsystem\n(S'touch marker'\ntR.", asks("GLOBAL asks for os.system").c_str());
    add("builtins.eval", "c__builtin__\neval\n.", asks("GLOBAL asks for __builtin__.eval").c_str());
    add("getattr", "cbuiltins\ngetattr\n.", "asks for builtins.getattr");
    add("load_state", "ctorch.storage\n_load_from_bytes\n.", "asks for torch.storage._load_from_bytes");
    add("hub", "ctorch\nload\n.", "asks for torch.load");
    add("a dotted name", "ccollections\nOrderedDict.__init__\n.",
        "asks for collections.OrderedDict.__init__");
    add("STACK_GLOBAL", "U\2osU\6system\x93."s, "refused at byte 12: opcode STACK_GLOBAL asks for os.system");
    add("control characters", "co\x1b[2Js\nsystem\n."s, "asks for o\\x1b[2Js.system");
    add("INST", "(ios\nsystem\n.", "refused at byte 1: opcode INST asks for os.system");
    add("OBJ", "(Nobo.", "is code");
    add("NEWOBJ_EX", "NN}\x92.", "opcode NEWOBJ_EX makes an object of a class");
    add("EXT1", "\x82\1.", "opcode EXT1 asks for a registered class");
    add("PERSID", "P1\n.", "opcode PERSID refers to something outside");
    add("NEXT_BUFFER", "\x97.", "opcode NEXT_BUFFER refers to something outside");
    add("a module's source", "(U\6moduleNNNtQ."s, "opcode BINPERSID refers to a module, which is code");
    add("no opcode", "\xfe.", "refused at byte 0: opcode 0xfe is no opcode of a pickle");
    add("a class of a script", "c__torch__\nNet\n.", "asks for __torch__.Net");
    add("called number", "K\1)R."s, "opcode REDUCE calls something that is not a name");
    add("called type", "ctorch\nfloat32\n)R.", "opcode REDUCE calls torch.float32");
    add("BINUNICODE8 of 4 EB", "\x8d\0\0\0\0\0\0\0\x40x."s,
        "opcode BINUNICODE8 claims 4611686018427387904 bytes where 2 are left");
    add("LONG4 of 2 GB", "\x8b\xff\xff\xff\x7f."s, "opcode LONG4 claims a number");
    add("LONG4 negative", "\x8b\xff\xff\xff\xff."s, "opcode LONG4 claims a number");
    add("memo far ahead", "Nr\xff\xff\xff\xff."s, "opcode LONG_BINPUT numbers a value");
    add("memo that is not there", "h\5."s, "opcode BINGET asks for value 5");
    add("protocol 9", "\x80\x09N."s, "opcode PROTO asks for protocol 9");
    add("no value at STOP", ".", "opcode STOP finds 0 values");
    add("two values at STOP", "NN.", "opcode STOP finds 2 values");
    add("open mark at STOP", "(N.", "opcode STOP finds");
    add("values below a mark", "N(\x85.", "opcode TUPLE1 needs a value");
    add("key without a value", "(Nd.", "opcode DICT finds a key without a value");
    add("BUILD of a number", "K\1}b.", "opcode BUILD sets something in a value that has no attributes");
    add("BUILD of a type", "ctorch\nfloat32\n}b.", "opcode BUILD sets something in a value");
    add("BUILD of a list", "]}b.", "opcode BUILD sets something in a value");
    add("state that holds its object", "cargparse\nNamespace\n)\x81}q\0U\1ah\0sb."s, "holds itself");
    add("object in its own state", "cargparse\nNamespace\n)\x81q\0h\0b."s, "holds itself");
    add("APPEND to a dict", "}K\1a.", "opcode APPEND adds to something that is no list");
    add("SETITEM of a list", "]K\1K\2s.", "opcode SETITEM sets an item of something that is no dict");
    add("function of numpy", "cnumpy\nload\n.", "asks for numpy.load");
    add("list that holds itself", "]q\0h\0a."s, "has a value that holds itself");
    add("dict that holds itself", "}q\0U\1ah\0s."s, "has a value that holds itself");
    add("list in its own tuple", "]q\0h\0\x85\x61."s, "has a value that holds itself");
    add("key twice", "}U\1aK\1sU\1aK\2s."s, "has a dict with the key a twice");
    add("201 deep", nestedLists(201), "is more than 200 values deep");
    const auto tensor = [](const std::string& offset, const std::string& size, const std::string& stride) {
        return "ctorch._utils\n_rebuild_tensor_v2\n((U\7storagectorch\nFloatStorage\nU\1"s + "0U\3cpuK\6tQ"s
            + offset + size + stride + "\x89Nt" + "R.";
    };
    QCOMPARE(said(tensor("K\1"s, "K\2K\2\x86"s, "K\2K\1\x86"s)), QStringLiteral("float32 [2, 2]"));
    add("tensor past its storage", tensor("K\2"s, "K\2K\3\x86"s, "K\3K\1\x86"s),
        "is larger than its storage");
    add("negative offset", tensor("J\xff\xff\xff\xff"s, "K\2\x85"s, "K\1\x85"s),
        "is larger than its storage");
    add("negative size", tensor("K\0"s, "J\xff\xff\xff\xff\x85"s, "K\1\x85"s), "negative size or stride");
    add("negative stride", tensor("K\5"s, "K\2\x85"s, "J\xff\xff\xff\xff\x85"s), "negative size or stride");
    add("size that wraps", tensor("K\0"s, "\x8a\x08\0\0\0\0\0\0\0\x40\x8a\1\4\x86"s, "K\0K\0\x86"s),
        "is larger than its storage");
    add("other number of strides", tensor("K\0"s, "K\2\x85"s, "K\1K\1\x86"s), "another number of strides");
    add("no storage",
        "ctorch._utils\n_rebuild_tensor_v2\n(NK\0))t"
        "R."s,
        "makes a tensor without a storage");
    add("storage of no type",
        "(U\7storageNU\1"
        "0U\3cpuK\6tQ."s,
        "without its type, name or size");
    add("storage of a size that wraps",
        "(U\7storagectorch\nFloatStorage\nU\1"
        "0U\3cpu\x8a\x08\1\0\0\0\0\0\0\x40tQ."s,
        "of a size that cannot be");
    add("storage of two sizes",
        "((U\7storagectorch\nFloatStorage\nU\1"
        "0U\3cpuK\6tQ(U\7storagectorch\nFloatStorage\nU\1"
        "0U\3cpuK\7tQt."s,
        "with another size");
}

void TestPickleReader::refuses()
{
    QFETCH(std::string, pickle);
    QFETCH(QString, says);
    const auto tree = readText(pickle);
    QVERIFY(!tree);
    QCOMPARE(tree.error().kind, ErrorKind::Format);
    const auto message = QString::fromStdString(tree.error().message);
    QVERIFY2(message.contains(says), qPrintable(message));
}

void TestPickleReader::everyOpcodeOnAnEmptyStackIsAnError()
{
    for (int code = 0; code < 256; ++code)
        QVERIFY2(!readText(std::string(1, char(code))), qPrintable(QString::number(code)));
}

/// Forty lists, each holding the one before twice: 2⁴⁰ values to whoever walks through them.
void TestPickleReader::sharedListsStaySmall()
{
    std::string pickle = "]";
    for (int i = 0; i < 40; ++i)
        pickle += "2\x86";
    const auto tree = readText(pickle + ".");
    QVERIFY(!tree);
    QVERIFY2(tree.error().message.find("holds values so often") != std::string::npos,
        tree.error().message.c_str());
}

/// A long list copied again and again would take the square of the file's size.
void TestPickleReader::copiesOfOneListAreCounted()
{
    auto pickle = bytes("](") + std::string(20000, 'N') + "eq" + std::string(1, '\0') + "ctorch\nSize\nq\1";
    for (int i = 0; i < 5000; ++i)
        pickle += std::string("h\1h\0\x85R0", 7);
    const auto tree = readText(pickle + "0.");
    QVERIFY(!tree);
    QVERIFY2(
        tree.error().message.find("makes more values") != std::string::npos, tree.error().message.c_str());
}

void TestPickleReader::claimsTakeNoMemory()
{
    for (const char* code : {"T", "X", "B", "\x8d", "\x8e", "\x96"}) {
        const auto tree = readText(code + std::string(7, '\xff') + "\x7f");
        QVERIFY(!tree);
        QVERIFY2(tree.error().message.find("claims") != std::string::npos, tree.error().message.c_str());
    }
    QVERIFY(!readText(std::string(200, 'N') + ".", {false, 1000}));
}

void TestPickleReader::classesOfScriptsAreObjects()
{
    const std::string pickle = "c__torch__.nets\nNet\n)\x81}U\6weightK\1sb.";
    QVERIFY(!readText(pickle));
    const auto tree = readText(pickle, {.isScript = true});
    QVERIFY2(bool(tree), tree ? "" : tree.error().message.c_str());
    const auto& root = tree.value().node(tree.value().root);
    QCOMPARE(root.text, std::string("__torch__.nets.Net"));
    QVERIFY(tree.value().find(tree.value().node(root.attributes), "weight") != nullptr);
    QVERIFY(!readText("cos\nsystem\n.", {.isScript = true}));
}

TEST_ENTRY(TestPickleReader, NoApplication)

} // namespace modalscope::tst_pickle_reader

#include "tst_pickle_reader.moc"
