import { ClassNode, type ProgramNode } from './prism.ts';

/** Returns the name of a formula from its path. */
export function formulaNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.rb$/, '');
}

/**
 * Finds the class of a formula: the one named after the file, or else the only one with a superclass.
 * Rule of names: `Formulary.class_s` in Library/Homebrew/formulary.rb at aad366ffaf.
 */
export function findFormulaClass({ statements }: ProgramNode, path: string): ClassNode | undefined {
  const classes = statements.body.filter(
    (node): node is ClassNode => node instanceof ClassNode && node.superclass !== null,
  );
  const wanted = classNameOf(formulaNameOf(path));
  // To Ruby, a class that is opened twice is one class, but no formula is written that way.
  const named = classes.find(({ name }) => name === wanted);
  return named ?? (classes.length === 1 ? classes[0] : undefined);
}

function classNameOf(name: string): string {
  const lower = name.slice(0, 1).toUpperCase() + name.slice(1).toLowerCase();
  return lower
    .replaceAll(/[-_.\s]([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase())
    .replaceAll('+', 'x')
    .replace(/(.)@(\d)/, '$1AT$2');
}
