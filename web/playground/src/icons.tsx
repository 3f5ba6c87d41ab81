export function ListIcon() {
  return (
    <svg viewBox="0 0 24 24" width="1em" height="1em" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M4 5h3v3H4zM4 10.5h3v3H4zM4 16h3v3H4z" />
      <path d="M10.5 6.5H20M10.5 12H20M10.5 17.5H20" strokeLinecap="round" />
    </svg>
  );
}

export function PlayIcon() {
  return (
    <svg viewBox="0 0 16 16" width="1em" height="1em" fill="currentColor" aria-hidden="true">
      <path d="M4 2.6v10.8a.6.6 0 0 0 .92.5l8.3-5.4a.6.6 0 0 0 0-1L4.92 2.1A.6.6 0 0 0 4 2.6Z" />
    </svg>
  );
}

/** A goal net: the score grid behind every answer, with its likeliest cell filled. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0b7a4b" />
      <g fill="#fff">
        <rect x="6" y="6" width="6" height="6" rx="1.5" opacity=".55" />
        <rect x="13" y="6" width="6" height="6" rx="1.5" opacity=".75" />
        <rect x="20" y="6" width="6" height="6" rx="1.5" opacity=".35" />
        <rect x="6" y="13" width="6" height="6" rx="1.5" opacity=".8" />
        <rect x="20" y="13" width="6" height="6" rx="1.5" opacity=".45" />
        <rect x="6" y="20" width="6" height="6" rx="1.5" opacity=".4" />
        <rect x="13" y="20" width="6" height="6" rx="1.5" opacity=".5" />
        <rect x="20" y="20" width="6" height="6" rx="1.5" opacity=".25" />
      </g>
      <circle cx="16" cy="16" r="4" fill="#ffd54a" />
    </svg>
  );
}
