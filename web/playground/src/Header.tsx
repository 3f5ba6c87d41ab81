import { Mark } from './icons';
import { WhoAsks } from './WhoAsks';

const LINKS = [
  { href: '../', label: 'Home' },
  { href: '../health', label: 'Health' },
  { href: '../api/v1/status', label: 'Status' },
];

export function Header() {
  return (
    <header className="masthead">
      <Mark />
      <div className="masthead-words">
        <h1>Football Prediction</h1>
        <p>Pick an example, press Run: every answer names the model it came from and the data it saw.</p>
      </div>
      <WhoAsks />
      <nav aria-label="Service">
        {LINKS.map(({ href, label }) => (
          <a key={href} href={href}>
            {label}
          </a>
        ))}
      </nav>
    </header>
  );
}
