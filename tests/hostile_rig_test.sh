#!/usr/bin/env bash
# Whether the tests with mutated files notice a sanitizer's report: small programs, each with a fault, replace the weir command and
# end as a weir with that fault would.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

failures=0
notices() { # what is said, the fault, what the compiler is given
  echo "#include <climits>
    #include <cstdlib>
    int main(int argc, char**) { $2; }" >"$folder/weir.cpp"
  g++ -g0 "${@:3}" -o "$folder/weir" "$folder/weir.cpp"
  local status=0 said
  said=$(./hostile.py "$folder/weir" --count 3 --jobs 1 --keep "$folder/kept") || status=$?
  if ((status != 1)) || [[ $said != *"$1"* ]] || [[ $said != *"3 went wrong"* ]]; then
    echo "FAILED: $1 ($*): found status $status and: $said"
    failures=1
  fi
}

notices "runtime error" "int most = INT_MAX; return most + argc == 0" -fsanitize=undefined
notices "runtime error" "int most = INT_MAX; return most + argc == 0" -fsanitize=undefined -fno-sanitize-recover=all
notices "Sanitizer" "char* lost = (char*)malloc(1); free(lost); return lost[argc - 1]" -fsanitize=address
notices "status -6" "abort()"
notices "lines of error, not one" "return 2"
exit $failures
