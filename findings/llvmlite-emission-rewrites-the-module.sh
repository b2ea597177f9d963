#!/usr/bin/env bash
# One would guess: emit_object(module) reads the module; what is kept of it to be linked or cached afterwards is what was optimised.
# What happens: preparing for the machine rewrites it in place (addresses are sunk), and Numba hands this to all compiled callers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder" && "$folder/bin/pip" install --quiet llvmlite==0.50.0 numba==0.68.1 numpy==2.4.6

cat > "$folder/emit.py" <<'PY'
import llvmlite
import llvmlite.binding as llvm

llvm.initialize_all_targets()
llvm.initialize_all_asmprinters()
CODE = """
define i64 @share(ptr %table, i64 %parts, i1 %is_due) {
entry:
  %place = getelementptr i64, ptr %table, i64 5
  br i1 %is_due, label %due, label %done
due:
  %sum = load i64, ptr %place
  %share = udiv i64 %sum, %parts
  br label %done
done:
  %result = phi i64 [ %share, %due ], [ 0, %entry ]
  ret i64 %result
}
"""
print("llvmlite", llvmlite.__version__, "LLVM", *llvm.llvm_version_info)
target = llvm.Target.from_triple("x86_64-unknown-linux-gnu")
for level in (0, 2):
    module = llvm.parse_assembly(CODE)
    machine = target.create_target_machine(opt=level)
    module.data_layout, module.triple = str(machine.target_data), machine.triple
    before, bitcode = str(module), module.as_bitcode()
    objects = [machine.emit_object(module)]
    changed, sunk = str(module) != before, str(module).count("sunkaddr")
    print(f"opt={level}: the module is another one: {changed}, sunk addresses: {sunk}")
    print(f"        what as_bitcode() gives is another one: {module.as_bitcode() != bitcode}")
    assert changed is (level > 0)
    assert (sunk > 0) is (level > 0)
    assert (module.as_bitcode() != bitcode) is changed
PY
"$folder/bin/python" "$folder/emit.py"

cat > "$folder/merge.py" <<'PY'
import numba
import numpy as np

layout = np.dtype([("sum", "i8"), ("parts", "i8", (40,)), ("last", "i8")], align=True)


@numba.njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
def share(records, place, days):
    record = records[place]
    total = 0
    for day in range(days):
        if day % 7 == 3:
            total += record.last // (day + 1)
        elif day % 5 == 1:
            record.sum = total
            total += record.parts[6]
    return total


@numba.njit
def shares(records, days):
    return share(records, 1, days)


assert shares(np.ones(2, layout), 30) == 6
linked = next(iter(share.overloads.values())).library.get_llvm_str()
sunk = linked.count("sunkaddr")
print("numba", numba.__version__, "sunk addresses in the code that callers are made of:", sunk)
assert sunk > 0
PY
"$folder/bin/python" "$folder/merge.py"
