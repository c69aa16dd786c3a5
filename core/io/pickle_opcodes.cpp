#include "core/io/pickle_opcodes.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace modalscope {
namespace {

struct NamedOpcode {
    PickleOpcode opcode;
    std::string_view name;
};

constexpr std::array kNamedOpcodes{
    NamedOpcode{PickleOpcode::Mark, "MARK"},
    NamedOpcode{PickleOpcode::Stop, "STOP"},
    NamedOpcode{PickleOpcode::Pop, "POP"},
    NamedOpcode{PickleOpcode::PopMark, "POP_MARK"},
    NamedOpcode{PickleOpcode::Dup, "DUP"},
    NamedOpcode{PickleOpcode::Float, "FLOAT"},
    NamedOpcode{PickleOpcode::Int, "INT"},
    NamedOpcode{PickleOpcode::BinInt, "BININT"},
    NamedOpcode{PickleOpcode::BinInt1, "BININT1"},
    NamedOpcode{PickleOpcode::Long, "LONG"},
    NamedOpcode{PickleOpcode::BinInt2, "BININT2"},
    NamedOpcode{PickleOpcode::None, "NONE"},
    NamedOpcode{PickleOpcode::PersId, "PERSID"},
    NamedOpcode{PickleOpcode::BinPersId, "BINPERSID"},
    NamedOpcode{PickleOpcode::Reduce, "REDUCE"},
    NamedOpcode{PickleOpcode::String, "STRING"},
    NamedOpcode{PickleOpcode::BinString, "BINSTRING"},
    NamedOpcode{PickleOpcode::ShortBinString, "SHORT_BINSTRING"},
    NamedOpcode{PickleOpcode::Unicode, "UNICODE"},
    NamedOpcode{PickleOpcode::BinUnicode, "BINUNICODE"},
    NamedOpcode{PickleOpcode::Append, "APPEND"},
    NamedOpcode{PickleOpcode::Build, "BUILD"},
    NamedOpcode{PickleOpcode::Global, "GLOBAL"},
    NamedOpcode{PickleOpcode::Dict, "DICT"},
    NamedOpcode{PickleOpcode::EmptyDict, "EMPTY_DICT"},
    NamedOpcode{PickleOpcode::Appends, "APPENDS"},
    NamedOpcode{PickleOpcode::Get, "GET"},
    NamedOpcode{PickleOpcode::BinGet, "BINGET"},
    NamedOpcode{PickleOpcode::Inst, "INST"},
    NamedOpcode{PickleOpcode::LongBinGet, "LONG_BINGET"},
    NamedOpcode{PickleOpcode::List, "LIST"},
    NamedOpcode{PickleOpcode::EmptyList, "EMPTY_LIST"},
    NamedOpcode{PickleOpcode::Obj, "OBJ"},
    NamedOpcode{PickleOpcode::Put, "PUT"},
    NamedOpcode{PickleOpcode::BinPut, "BINPUT"},
    NamedOpcode{PickleOpcode::LongBinPut, "LONG_BINPUT"},
    NamedOpcode{PickleOpcode::SetItem, "SETITEM"},
    NamedOpcode{PickleOpcode::Tuple, "TUPLE"},
    NamedOpcode{PickleOpcode::EmptyTuple, "EMPTY_TUPLE"},
    NamedOpcode{PickleOpcode::SetItems, "SETITEMS"},
    NamedOpcode{PickleOpcode::BinFloat, "BINFLOAT"},
    NamedOpcode{PickleOpcode::BinBytes, "BINBYTES"},
    NamedOpcode{PickleOpcode::ShortBinBytes, "SHORT_BINBYTES"},
    NamedOpcode{PickleOpcode::Proto, "PROTO"},
    NamedOpcode{PickleOpcode::NewObj, "NEWOBJ"},
    NamedOpcode{PickleOpcode::Ext1, "EXT1"},
    NamedOpcode{PickleOpcode::Ext2, "EXT2"},
    NamedOpcode{PickleOpcode::Ext4, "EXT4"},
    NamedOpcode{PickleOpcode::Tuple1, "TUPLE1"},
    NamedOpcode{PickleOpcode::Tuple2, "TUPLE2"},
    NamedOpcode{PickleOpcode::Tuple3, "TUPLE3"},
    NamedOpcode{PickleOpcode::NewTrue, "NEWTRUE"},
    NamedOpcode{PickleOpcode::NewFalse, "NEWFALSE"},
    NamedOpcode{PickleOpcode::Long1, "LONG1"},
    NamedOpcode{PickleOpcode::Long4, "LONG4"},
    NamedOpcode{PickleOpcode::ShortBinUnicode, "SHORT_BINUNICODE"},
    NamedOpcode{PickleOpcode::BinUnicode8, "BINUNICODE8"},
    NamedOpcode{PickleOpcode::BinBytes8, "BINBYTES8"},
    NamedOpcode{PickleOpcode::EmptySet, "EMPTY_SET"},
    NamedOpcode{PickleOpcode::AddItems, "ADDITEMS"},
    NamedOpcode{PickleOpcode::FrozenSet, "FROZENSET"},
    NamedOpcode{PickleOpcode::NewObjEx, "NEWOBJ_EX"},
    NamedOpcode{PickleOpcode::StackGlobal, "STACK_GLOBAL"},
    NamedOpcode{PickleOpcode::Memoize, "MEMOIZE"},
    NamedOpcode{PickleOpcode::Frame, "FRAME"},
    NamedOpcode{PickleOpcode::ByteArray8, "BYTEARRAY8"},
    NamedOpcode{PickleOpcode::NextBuffer, "NEXT_BUFFER"},
    NamedOpcode{PickleOpcode::ReadonlyBuffer, "READONLY_BUFFER"},
};

} // namespace

std::string opcodeName(PickleOpcode opcode)
{
    const auto found = std::ranges::find(kNamedOpcodes, opcode, &NamedOpcode::opcode);
    if (found != kNamedOpcodes.end())
        return std::string(found->name);
    constexpr std::string_view digits = "0123456789abcdef";
    return {'0', 'x', digits[std::uint8_t(opcode) >> 4], digits[std::uint8_t(opcode) & 15]};
}

} // namespace modalscope
