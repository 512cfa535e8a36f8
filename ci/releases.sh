#!/usr/bin/env bash
# Keeps the records of releases, and the stack files that say what runs, in the branch platform-releases, so that each run of a pipeline knows
# those before it.
#
#   ci/releases.sh fetch           puts the records of the branch into $PLATFORM_RELEASES
#   ci/releases.sh push <stack>    puts $PLATFORM_RELEASES and Pulumi.<stack>.yaml into the branch
#
# GIT_TOKEN is what origin is reached with; without it git's own settings serve.
set -euo pipefail
branch=platform-releases
: "${PLATFORM_RELEASES:?names the folder of the records}"

# In the environment and not in an argument, which everybody on the machine can read.
if [ -n "${GIT_TOKEN:-}" ]; then
  export GIT_CONFIG_COUNT=1
  export GIT_CONFIG_KEY_0=http.extraHeader
  GIT_CONFIG_VALUE_0="Authorization: Basic $(printf 'x-access-token:%s' "$GIT_TOKEN" | base64 --wrap=0)"
  export GIT_CONFIG_VALUE_0
fi

fetch() {
  mkdir -p "$PLATFORM_RELEASES"
  git ls-remote --exit-code origin "refs/heads/$branch" >/dev/null || return 0
  git fetch --quiet origin "$branch"
  git archive FETCH_HEAD releases | tar --extract --directory "$PLATFORM_RELEASES" --strip-components 1
}

push() {
  local stack=$1
  work=$(mktemp -d)
  trap 'git worktree remove --force "$work" 2>/dev/null || true; rm -rf "$work"' EXIT
  for _ in 1 2 3 4 5; do
    git worktree remove --force "$work" 2>/dev/null || true
    rm -rf "$work"
    if git fetch --quiet origin "$branch" 2>/dev/null; then
      git worktree add --quiet --detach "$work" FETCH_HEAD
    else
      git worktree add --quiet --detach --no-checkout "$work" HEAD
      git -C "$work" checkout --quiet --orphan "$branch"
      git -C "$work" rm --quiet -r --cached --ignore-unmatch .
    fi
    mkdir -p "$work/releases"
    [ ! -d "$PLATFORM_RELEASES/$stack" ] || cp -R "$PLATFORM_RELEASES/$stack" "$work/releases/"
    cp "Pulumi.$stack.yaml" "$work/"
    git -C "$work" add releases "Pulumi.$stack.yaml"
    git -C "$work" diff --cached --quiet && return 0
    git -C "$work" -c user.name=platform -c user.email=platform@localhost commit --quiet --message "What $stack runs"
    # Another stack's run may have been first: then once more, on top of that.
    git -C "$work" push --quiet origin "HEAD:refs/heads/$branch" && return 0
  done
  echo "The branch $branch could not be pushed. The records are in $PLATFORM_RELEASES: push them by the same command." >&2
  return 1
}

case "${1:-}" in
  fetch) fetch ;;
  push) push "${2:?the name of a stack}" ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
